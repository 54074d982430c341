/** Something in the repository that is not as the design wants it. */
export interface Finding {
  /** Path from the repository's folder, with forward slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly rule: string;
  /** What is wrong, and what to do instead. */
  readonly advice: string;
}

export function formatFinding(finding: Finding): string {
  return `${finding.file}:${finding.line}  ${finding.rule}: ${finding.advice}`;
}
