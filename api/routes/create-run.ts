import multipart from '@fastify/multipart';
import { deviceListBytesMax } from '../../ports/device-list/read-device-list.ts';
import { callerOf } from '../authentication.ts';
import { createRun } from '../create-run.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { uploadTag } from '../openapi.ts';
import { createRunAnswer, idempotencyHeaders } from '../schemas/runs.ts';
import { readUpload } from '../upload.ts';
import { withProblems } from './answers.ts';

/** One spec and one list; a third part would be for nobody. */
const partsMax = 2;
const fieldBytesMax = 256 * 1024;

/** The one route that takes files, in a scope of its own: elsewhere an upload is refused unread. */
export async function createRunRoute(api: Api, deps: ApiDeps): Promise<void> {
  api.removeContentTypeParser('application/json');
  await api.register(multipart, {
    limits: {
      fileSize: deviceListBytesMax,
      files: partsMax,
      fields: partsMax,
      parts: partsMax,
      fieldSize: fieldBytesMax,
      fieldNameSize: 100,
      headerPairs: 50,
    },
  });
  api.post(
    '/v1/runs',
    {
      // The file's own limit is the one that matters; this one only has to let it through.
      bodyLimit: deviceListBytesMax + 2 * fieldBytesMax,
      schema: {
        summary: 'Read a device list and start a run over it',
        tags: [uploadTag, 'runs'],
        headers: idempotencyHeaders,
        response: withProblems({ 200: createRunAnswer, 201: createRunAnswer }),
      },
    },
    async (request, reply) => {
      const { spec, file } = await readUpload(request);
      const idempotencyKey = request.headers['idempotency-key'];
      const caller = callerOf(request);
      const { isNew, answer } = await createRun(deps, caller, { spec, file, idempotencyKey });
      return reply.code(isNew ? 201 : 200).send(answer);
    },
  );
}
