/** What the database says to a ballot: counted, known already (a repeat), or too late. */
export type Answer = 'counted' | 'repeat' | 'closed'

const counted = 1
const closed = 2

/**
 * The truth beside the model: who cast what, what the shards counted and what people were told. The check at the end
 * recounts everything from the voters' side.
 */
export class Ledger {
  /** By event. */
  #voterOf = new Int32Array(4096)
  #fate = new Uint8Array(4096)
  #told = new Uint8Array(4096)
  events = 0
  /** By voter, that is one person on one roll. */
  #standing = new Int32Array(4096).fill(-1)
  #proposalOf = new Int32Array(4096)
  voters = 0
  /** By proposal. */
  #cast = new Int32Array(4096)
  #awards = new Int32Array(4096)
  #owed = new Int32Array(4096)
  proposals = 0

  open(): number {
    const proposal = this.proposals++
    this.#cast = grown(this.#cast, proposal, 0)
    this.#awards = grown(this.#awards, proposal, 0)
    this.#owed = grown(this.#owed, proposal, 0)
    return proposal
  }

  /** Somebody on the roll casts a first ballot; answers the event. */
  castFirst(proposal: number): number {
    const voter = this.voters++
    this.#standing = grown(this.#standing, voter, -1)
    this.#proposalOf = grown(this.#proposalOf, voter, 0)
    this.#proposalOf[voter] = proposal
    return this.#press(voter)
  }

  /** The voter of an event changes the mind; answers the new event. */
  castAgain(event: number): number {
    return this.#press(this.#voterOf[event] ?? 0)
  }

  proposalOf(event: number): number {
    return this.#proposalOf[this.#voterOf[event] ?? 0] ?? 0
  }

  /** What a shard's transaction does with an event: the inbox first, then the count. */
  apply(event: number, isOpen: boolean): Answer {
    if (this.#fate[event] !== 0) return 'repeat'
    this.#fate[event] = isOpen ? counted : closed
    if (!isOpen) return 'closed'
    const voter = this.#voterOf[event] ?? 0
    const proposal = this.#proposalOf[voter] ?? 0
    if (this.#standing[voter] === -1) this.#cast[proposal] = this.castOf(proposal) + 1
    this.#standing[voter] = event
    return 'counted'
  }

  castOf(proposal: number): number {
    return this.#cast[proposal] ?? 0
  }

  /** The person reads the answer. */
  tell(event: number): void {
    this.#told[event] = 1
  }

  /** The vote ended with so many awards to make. */
  owe(proposal: number, awards: number): void {
    this.#owed[proposal] = awards
  }

  owedTo(proposal: number): number {
    return this.#owed[proposal] ?? 0
  }

  /** Stores the documents of a proposal's awards, once; a second carrying out of the job changes nothing. */
  award(proposal: number): number {
    const owed = this.#owed[proposal] ?? 0
    if (this.#awards[proposal] !== 0) return 0
    this.#awards[proposal] = owed
    return owed
  }

  /** Recounts: what was acknowledged and is gone, what was counted twice, who never heard. */
  check(): Check {
    const recount = new Int32Array(this.proposals)
    for (let voter = 0; voter < this.voters; voter += 1)
      if (this.#standing[voter] !== -1) {
        const proposal = this.#proposalOf[voter] ?? 0
        recount[proposal] = (recount[proposal] ?? 0) + 1
      }
    let lost = 0
    let unanswered = 0
    for (let event = 0; event < this.events; event += 1) {
      const fate = this.#fate[event]
      if (this.#told[event] !== 1) unanswered += 1
      else if (fate === 0) lost += 1
      else if (fate === counted && this.#standing[this.#voterOf[event] ?? 0] === -1) lost += 1
    }
    let doubled = 0
    let awardsMissing = 0
    let awardsDoubled = 0
    for (let proposal = 0; proposal < this.proposals; proposal += 1) {
      doubled += Math.abs((recount[proposal] ?? 0) - this.castOf(proposal))
      const difference = (this.#awards[proposal] ?? 0) - (this.#owed[proposal] ?? 0)
      if (difference < 0) awardsMissing -= difference
      else awardsDoubled += difference
    }
    return { lost, doubled, unanswered, awardsMissing, awardsDoubled }
  }

  #press(voter: number): number {
    const event = this.events++
    this.#voterOf = grown(this.#voterOf, event, 0)
    this.#fate = grownBytes(this.#fate, event)
    this.#told = grownBytes(this.#told, event)
    this.#voterOf[event] = voter
    return event
  }
}

export interface Check {
  readonly lost: number
  readonly doubled: number
  readonly unanswered: number
  readonly awardsMissing: number
  readonly awardsDoubled: number
}

function grown(
  list: Int32Array<ArrayBuffer>,
  index: number,
  empty: number,
): Int32Array<ArrayBuffer> {
  if (index < list.length) return list
  const longer = new Int32Array(list.length * 2).fill(empty)
  longer.set(list)
  return longer
}

function grownBytes(list: Uint8Array<ArrayBuffer>, index: number): Uint8Array<ArrayBuffer> {
  if (index < list.length) return list
  const longer = new Uint8Array(list.length * 2)
  longer.set(list)
  return longer
}
