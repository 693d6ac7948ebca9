import type { JsonNode } from '../../common/json/strict-json.js';

/** One request within a batch, as its caller wrote it. */
export interface InnerRequest {
  readonly id: string;
  /** In upper case. */
  readonly method: string;
  /** The target it would have as a request of its own, version in front. Not yet known to have one meaning. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Ids as the requests meant have them. */
  readonly dependsOn: readonly string[];
  /** A JSON object, or a string in base64. */
  readonly body: JsonNode | undefined;
}

/** Graph compares ids without regard to case. */
export function sameId(id: string): string {
  return id.toLowerCase();
}
