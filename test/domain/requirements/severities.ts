import type {
  RequirementId,
  RequirementSeverity,
} from '../../../domain/requirements/requirement.ts';

/**
 * The numbers of the requirements that the two procedures put to their readers, as counted out of the vendor's pages
 * before the catalogue was written: 91 that block and 83 that warn. Written down apart, so that none goes missing unnoticed.
 */
const blocking = [
  1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 17, 18, 22, 24, 25, 27, 28, 29, 30, 31, 33, 35, 38, 42,
  49, 52, 57, 61, 62, 63, 64, 65, 66, 68, 70, 75, 81, 85, 87, 88, 89, 90, 91, 92, 94, 95, 99, 100,
  101, 102, 103, 104, 105, 106, 107, 112, 113, 140, 146, 151, 152, 153, 155, 162, 163, 165, 169,
  170, 173, 179, 184, 185, 188, 192, 198, 199, 200, 201, 203, 204, 205, 206, 210, 213, 214, 218,
  225, 226, 227,
];
const warning = [
  15, 19, 20, 21, 23, 26, 32, 34, 36, 39, 44, 45, 46, 53, 60, 67, 72, 73, 74, 76, 78, 80, 82, 84,
  93, 96, 98, 108, 109, 110, 115, 116, 117, 118, 119, 120, 121, 124, 125, 128, 129, 131, 132, 135,
  137, 138, 142, 144, 145, 157, 160, 161, 164, 166, 167, 171, 172, 174, 176, 177, 178, 182, 183,
  189, 190, 193, 194, 196, 197, 202, 208, 209, 216, 217, 219, 220, 221, 229, 231, 240, 241, 242,
  245,
];

export const severities: ReadonlyMap<RequirementId, RequirementSeverity> = new Map([
  ...blocking.map((number) => [idOf(number), 'block'] as const),
  ...warning.map((number) => [idOf(number), 'warn'] as const),
]);

function idOf(number: number): RequirementId {
  return `REQ-${String(number).padStart(3, '0')}` as RequirementId;
}
