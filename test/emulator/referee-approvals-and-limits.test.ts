import { describeCases } from './referee-cases/case.ts';
import { approvalAndLimitCases } from './referee-cases/approvals-and-limits.ts';

describeCases('approvals and limits', approvalAndLimitCases);
