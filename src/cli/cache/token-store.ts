/** Where serialized tokens are kept between runs. */
export interface TokenStore {
  /** Undefined where there are none. */
  load(): Promise<string | undefined>;
  save(content: string): Promise<void>;
  remove(): Promise<void>;
  /** The content makes no sense: it is kept under another name, where it can be. Answers where. */
  setAside(): Promise<string | undefined>;
  /** Where that is, for a person; a path or the name of a store. */
  readonly place: string;
  readonly secure: boolean;
}
