/** What one thing costs, as measured by the other parts; microseconds. */
export interface Costs {
  /** Processor time of a node to take one request in and answer it. */
  readonly requestUs: number
  /** Processor time of a node for one ballot in a batch. */
  readonly ballotUs: number
  /** Time a database needs for one ballot in a batch, its share of the commit included. */
  readonly databaseUs: number
  /** Time a lone commit takes. */
  readonly commitUs: number
  /** Processor time of a node for one award: rows, both documents signed, private message, letter. */
  readonly awardUs: number
}

/** What the model takes for granted. */
export interface Asked {
  readonly workspaces: number
  readonly ballotsPerSecond: number
  /** Service processes, one core each. */
  readonly nodes: number
  /** PostgreSQL servers. */
  readonly shards: number
  readonly minutes: number
  readonly seed: number
}
