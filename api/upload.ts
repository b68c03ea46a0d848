import type { FastifyRequest } from 'fastify';
import type { RunSpec } from '../domain/run-spec.ts';
import { ApiProblem } from './problem.ts';
import { runSpec } from './schemas/run-spec.ts';

/** A run spec fills a page. */
const specBytesMax = 256 * 1024;

/** The parts `spec` and `file` of an upload. `curl -F spec=@run.json` sends the spec as a file, a form as a field: both are read. */
export async function readUpload(
  request: FastifyRequest,
): Promise<{ spec: RunSpec; file: Uint8Array }> {
  const parts = new Map<string, Buffer>();
  for await (const part of request.parts()) {
    const bytes = part.type === 'file' ? await part.toBuffer() : fieldBytes(part);
    if (parts.has(part.fieldname)) throw missing(part.fieldname, 'is there twice');
    parts.set(part.fieldname, bytes);
  }
  const file = parts.get('file');
  if (file === undefined) throw missing('file', 'is missing: the device list');
  const spec = parts.get('spec');
  if (spec === undefined) throw missing('spec', 'is missing: the run spec as JSON');
  return { spec: parseSpec(spec), file };
}

function fieldBytes(part: { value: unknown; valueTruncated: boolean; fieldname: string }): Buffer {
  if (part.valueTruncated) throw missing(part.fieldname, 'is too long');
  return Buffer.from(typeof part.value === 'string' ? part.value : JSON.stringify(part.value));
}

function parseSpec(bytes: Buffer): RunSpec {
  if (bytes.length > specBytesMax) throw missing('spec', 'is too long');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw missing('spec', 'is not JSON');
  }
  const result = runSpec.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => ({
    field: ['spec', ...issue.path].join('.'),
    message: issue.message,
  }));
  throw new ApiProblem('InvalidInput', 'The run spec is not valid.', { errors });
}

function missing(part: string, message: string): ApiProblem {
  return new ApiProblem('InvalidInput', `The part ${part} of the upload ${message}.`, {
    errors: [{ field: part, message }],
  });
}
