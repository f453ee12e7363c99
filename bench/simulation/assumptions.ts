/** What the model takes for granted about people, platforms and machines; printed beside its results. */
export const assumptions = {
  /** Learners on a roll, those of them who vote, and the ballot that decides. */
  roll: 30,
  turnout: 24,
  decidedBy: 20,
  accepted: 0.85,
  /** Of the votes, those about a whole group: each of its members and the group receive a badge. */
  forGroups: 0.2,
  /** How ballots come after a vote opens: exponentially, around this time. */
  meanDelayMs: 10_000,
  /** Of the votes, those that open in the second in which a lesson ends, once a minute. */
  withTheBell: 0.1,
  /** The middle third of the time is the class hour: this times the asked load; less before and after. */
  classHour: 1.5,
  zipfExponent: 1.1,
  /** Of the ballots, those delivered twice, and those whose voter thinks again. */
  replays: 0.03,
  changedMinds: 0.01,
  /** Ballots in one transaction at most. */
  mostInBatch: 256,
  /** Cores of a database server, and what each transaction costs one of them beside its ballots, in microseconds. */
  shardCores: 8,
  transactionUs: 500,
  /** Awards made between two looks at waiting ballots. */
  awardsAtOnce: 1,
  /** Cards: one refresh of a vote in this time at most. */
  cardEveryMs: 2_000,
  /** Of the workspaces, those that meet 429: in every window's time, so long. */
  limited: 0.05,
  windowEveryMs: 120_000,
  windowMs: 20_000,
  /** Who hears nothing asks again after this time, with the same event. */
  askAgainMs: 3_000,
  /** Nodes that are killed in the midst of it, how soon they are back, how soon others take over their jobs. */
  crashes: 2,
  restartMs: 2_000,
  leaseMs: 60_000,
  /** Workspaces go to databases by bucket. */
  buckets: 1024,
} as const
