import type { Judging } from '../referee.ts';

/** Multi Admin Approval: one request an object, and one identity a request. */
export function judgeApprovals({ simulation, report }: Judging): void {
  simulation.events.on('approval-filed', ({ objectId, pendingRequestIds, requestId }) => {
    if (pendingRequestIds.length === 0) return;
    const evidence = { objectId, pendingRequestIds };
    const object = { store: 'approvalRequests', id: requestId } as const;
    report('REF-APPROVAL-TWICE', { subject: objectId, evidence, object });
  });
  simulation.events.on('approval-used', ({ filedBy, objectId, requestId, usedBy }) => {
    // A code that nobody was given is only a mistake.
    if (filedBy === usedBy || filedBy === '') return;
    const evidence = { objectId, filedBy, usedBy };
    const object = { store: 'approvalRequests', id: requestId } as const;
    report('REF-APPROVAL-OTHER', { subject: objectId, evidence, object });
  });
}
