import type { MethodParameter, SiteClass } from './site-class.ts';

/** `$metadata`: the classes and methods there are, as Entity Data Model XML. */
export function renderMetadata(classes: Iterable<SiteClass>): string {
  const all = [...classes];
  const types = all.map(entityType).join('');
  const actions = all.flatMap(actionsOf).join('');
  const sets = all
    .map(({ name }) => `<EntitySet Name="${name}" EntityType="AdminService.${name}"/>`)
    .join('');
  const imports = all
    .flatMap(({ name, statics }) => [...statics.keys()].map((method) => `${name}.${method}`))
    .map((action) => `<ActionImport Name="${action}" Action="AdminService.${action}"/>`)
    .join('');
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>' +
    '<Schema Namespace="AdminService" xmlns="http://docs.oasis-open.org/odata/ns/edm">' +
    `${types}${actions}<EntityContainer Name="Container">${sets}${imports}</EntityContainer>` +
    '</Schema></edmx:DataServices></edmx:Edmx>'
  );
}

function entityType({ name, key, columns }: SiteClass): string {
  const keys = key.map((each) => `<PropertyRef Name="${each}"/>`).join('');
  const properties = Array.from(
    columns,
    ([each, { type }]) => `<Property Name="${each}" Type="${type}"/>`,
  ).join('');
  return `<EntityType Name="${name}"><Key>${keys}</Key>${properties}</EntityType>`;
}

function actionsOf({ name, methods, statics }: SiteClass): string[] {
  const bound = Array.from(methods, ([method, { parameters }]) =>
    action(method, `<Parameter Name="bindingParameter" Type="AdminService.${name}"/>`, parameters),
  );
  const unbound = Array.from(statics, ([method, { parameters }]) =>
    action(`${name}.${method}`, '', parameters),
  );
  return [...bound, ...unbound];
}

function action(
  name: string,
  binding: string,
  parameters: Readonly<Record<string, MethodParameter>> = {},
): string {
  const isBound = binding === '' ? '' : ' IsBound="true"';
  const rest = Object.entries(parameters)
    .map(([each, { type }]) => `<Parameter Name="${each}" Type="${type}"/>`)
    .join('');
  return `<Action Name="${name}"${isBound}>${binding}${rest}</Action>`;
}
