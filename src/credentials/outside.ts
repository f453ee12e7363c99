/** How documents of other services are had. Whoever implements it guards this machine and its network. */
export interface Outside {
  /** Asks for what lies at an address that a stranger wrote. Never throws: why it could not be had is an answer. */
  get(url: string): Promise<Fetched>
}

export type Fetched =
  | {
      readonly ok: true
      /** Of the answer: 200, or 410 for what was taken back. */
      readonly status: 200 | 410
      /** In lower case, without parameters. */
      readonly contentType: string
      /** Where it lies, when the address asked for sends on to another. */
      readonly from?: string
      /** Empty where something other than a document tells that it was taken back. */
      readonly bytes: Uint8Array
    }
  | { readonly ok: false; readonly why: FetchFailure }

export type FetchFailure =
  /** Not https, not a public address, or a port that is not for the web. */
  | 'address-refused'
  | 'unreachable'
  | 'too-slow'
  | 'too-large'
  /** A status that is neither 200 nor 410, or too many redirections. */
  | 'other-answer'
  /** What lies there is no document and no picture: a page for people, most often. */
  | 'other-type'
