import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { Api } from './deps.ts';

/** Marks the route whose body is an upload: Fastify does not check such a body by a schema, so none is declared there. */
export const uploadTag = 'upload';

const uploadBody = {
  type: 'object',
  required: ['spec', 'file'],
  properties: {
    spec: { type: 'string', description: 'The run spec as JSON; examples/run.json is one.' },
    file: { type: 'string', format: 'binary', description: 'The device list, CSV.' },
  },
};

/** `/v1/openapi.json`, made from the schemas, and the page that shows it. */
export async function describeApi(api: Api): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Gangway',
        version: '1',
        description: 'Takes a fleet of Windows devices into co-management.',
      },
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
      security: [{ bearer: [] }],
    },
    transform: (document) => {
      const described = jsonSchemaTransform(document);
      if (document.schema.tags?.includes(uploadTag) !== true) return described;
      const schema = { ...described.schema, consumes: ['multipart/form-data'], body: uploadBody };
      return { ...described, schema };
    },
  });
  await api.register(swaggerUi, { routePrefix: '/v1/docs', staticCSP: true });
  api.get('/v1/openapi.json', { schema: { hide: true } }, () => api.swagger());
}
