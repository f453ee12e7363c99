import { seeded } from '../chance.ts'
import { Agenda } from './agenda.ts'
import { assumptions } from './assumptions.ts'
import { Cards } from './cards.ts'
import { Cluster } from './cluster.ts'
import type { Asked, Costs } from './costs.ts'
import { type Check, Ledger } from './ledger.ts'
import { Waits } from './waits.ts'
import { zipf } from './zipf.ts'

/** What the simulated service went through. Waits are of the asked minutes, counts of the whole run. */
export interface Outcome {
  readonly ballots: number
  readonly repeats: number
  readonly changedMinds: number
  readonly late: number
  readonly crashes: number
  readonly askedAgain: number
  readonly votes: number
  readonly awards: number
  readonly ballotWaits: Waits
  readonly awardWaits: Waits
  readonly cluster: Cluster
  readonly cards: Cards
  /** The share of all ballots that the largest workspace has. */
  readonly largestWorkspace: number
  readonly check: Check
}

/** Plays the asked minutes with some time before them, lets everything come to its end, and recounts. */
export function simulate(costs: Costs, asked: Asked): Outcome {
  return new Simulation(costs, asked).run()
}

const kinds = {
  open: 0,
  bell: 1,
  ballot: 2,
  send: 3,
  nodeFree: 4,
  committed: 5,
  card: 6,
  crash: 7,
  restart: 8,
  reclaim: 9,
  changeMind: 10,
} as const

/** Votes are under way when the asked minutes begin. */
const lead = 3 * assumptions.meanDelayMs

interface Vote {
  readonly workspace: number
  left: number
  isOpen: boolean
}

class Simulation {
  readonly #asked: Asked
  readonly #random: () => number
  readonly #agenda = new Agenda()
  readonly #ledger = new Ledger()
  readonly #cards = new Cards()
  readonly #cluster: Cluster
  readonly #ranks: ReturnType<typeof zipf>
  readonly #endsAt: number
  readonly #votes = new Map<number, Vote>()
  /** When the person pressed, by event, while no answer came. */
  readonly #pressedAt = new Map<number, number>()
  readonly #ballotWaits = new Waits()
  readonly #awardWaits = new Waits()
  #at = -lead
  #repeats = 0
  #changedMinds = 0
  #late = 0
  #crashes = 0
  #askedAgain = 0
  #awards = 0

  constructor(costs: Costs, asked: Asked) {
    this.#asked = asked
    this.#random = seeded(asked.seed)
    this.#ranks = zipf(asked.workspaces, assumptions.zipfExponent)
    this.#endsAt = asked.minutes * 60_000
    this.#cluster = new Cluster(costs, asked, {
      nodeBusyUntil: (at, node) => {
        this.#agenda.add(at, kinds.nodeFree, this.#token(node))
      },
      commitsAt: (at, batch) => this.#agenda.add(at, kinds.committed, batch),
    })
  }

  run(): Outcome {
    this.#planOpening()
    for (let at = 0; at < this.#endsAt; at += 60_000) this.#agenda.add(at, kinds.bell, 0)
    this.#planCrashes()
    for (;;) {
      const next = this.#agenda.next()
      if (!next) break
      this.#at = next.at
      this.#happen(next.kind, next.subject)
    }
    return {
      ballots: this.#ledger.events,
      repeats: this.#repeats,
      changedMinds: this.#changedMinds,
      late: this.#late,
      crashes: this.#crashes,
      askedAgain: this.#askedAgain,
      votes: this.#ledger.proposals,
      awards: this.#awards,
      ballotWaits: this.#ballotWaits,
      awardWaits: this.#awardWaits,
      cluster: this.#cluster,
      cards: this.#cards,
      largestWorkspace: this.#ranks.largestShare,
      check: this.#ledger.check(),
    }
  }

  #happen(kind: number, subject: number): void {
    switch (kind) {
      case kinds.open:
        this.#open()
        return this.#planOpening()
      case kinds.bell:
        return this.#ring()
      case kinds.ballot:
        return this.#castFirst(subject)
      case kinds.send:
        return this.#send(subject)
      case kinds.changeMind:
        return this.#changeMind(subject)
      case kinds.nodeFree:
        return this.#nodeFree(subject)
      case kinds.committed:
        return this.#committed(subject)
      case kinds.card:
        return this.#sendCard(subject)
      case kinds.crash:
        return this.#crash(subject)
      case kinds.restart:
        return this.#cluster.restart(subject)
      case kinds.reclaim:
        return this.#makeAwards(subject)
    }
  }

  // Votes open at random moments, so many a second that their ballots make the asked load.
  #planOpening(): void {
    const { withTheBell, turnout, classHour } = assumptions
    const third = this.#endsAt / 3
    const isClassHour = this.#at >= third && this.#at < 2 * third
    const share = isClassHour ? classHour : (3 - classHour) / 2
    const perMs = (this.#asked.ballotsPerSecond * share * (1 - withTheBell)) / turnout / 1000
    const at = this.#at + this.#exponential(1 / perMs)
    if (at < this.#endsAt) this.#agenda.add(at, kinds.open, 0)
  }

  #ring(): void {
    const { withTheBell, turnout } = assumptions
    const votes = (this.#asked.ballotsPerSecond * 60 * withTheBell) / turnout
    const rungAt = this.#at
    for (let number = 0; number < votes; number += 1) {
      this.#at = rungAt + this.#random() * 1000
      this.#open()
    }
    this.#at = rungAt
  }

  #open(): void {
    const proposal = this.#ledger.open()
    const workspace = this.#ranks.draw(this.#random())
    this.#votes.set(proposal, { workspace, left: assumptions.turnout, isOpen: true })
    this.#planBallot(proposal)
  }

  // The next of `left` waits, each exponential, is exponential with a mean so many times shorter.
  #planBallot(proposal: number): void {
    const { left } = this.#vote(proposal)
    if (left === 0) return
    const wait = this.#exponential(assumptions.meanDelayMs / left)
    this.#agenda.add(this.#at + wait, kinds.ballot, proposal)
  }

  #castFirst(proposal: number): void {
    this.#vote(proposal).left -= 1
    const event = this.#ledger.castFirst(proposal)
    this.#press(event)
    this.#planBallot(proposal)
  }

  #changeMind(event: number): void {
    this.#changedMinds += 1
    this.#press(this.#ledger.castAgain(event))
  }

  #press(event: number): void {
    this.#pressedAt.set(event, this.#at)
    this.#send(event)
    if (this.#random() < assumptions.replays)
      this.#agenda.add(this.#at + 50 + this.#random() * 5000, kinds.send, event)
  }

  #send(event: number): void {
    const vote = this.#ledger.proposalOf(event)
    const { workspace } = this.#vote(vote)
    this.#cluster.receive(event, { vote, workspace }, this.#at)
  }

  #nodeFree(token: number): void {
    const { node, life } = this.#fromToken(token)
    const finished = this.#cluster.nodeFree(node, life, this.#at)
    if (!finished) return
    this.#awards += this.#ledger.award(finished.vote)
    if (this.#at >= 0) this.#awardWaits.add(this.#at - finished.addedAt)
  }

  #committed(id: number): void {
    const { batch, isHeard } = this.#cluster.committed(id)
    for (const event of batch.events) this.#count(event)
    if (!isHeard) return
    for (const event of batch.events) this.#answer(event)
    this.#cluster.resume(batch.node, this.#at)
  }

  #count(event: number): void {
    const proposal = this.#ledger.proposalOf(event)
    const vote = this.#vote(proposal)
    switch (this.#ledger.apply(event, vote.isOpen)) {
      case 'repeat':
        this.#repeats += 1
        return
      case 'closed':
        this.#late += 1
        return
      case 'counted':
        if (this.#ledger.castOf(proposal) >= assumptions.decidedBy) this.#settle(proposal, vote)
        return this.#touchCard(proposal)
    }
  }

  #settle(proposal: number, vote: Vote): void {
    if (!vote.isOpen) return
    vote.isOpen = false
    if (this.#random() >= assumptions.accepted) return
    const isForGroup = this.#random() < assumptions.forGroups
    this.#ledger.owe(proposal, isForGroup ? assumptions.roll + 1 : 1)
    this.#makeAwards(proposal)
  }

  #makeAwards(proposal: number): void {
    const awards = this.#ledger.owedTo(proposal)
    this.#cluster.addChore(proposal, awards, this.#at)
  }

  #answer(event: number): void {
    const pressedAt = this.#pressedAt.get(event)
    if (pressedAt === undefined) return
    this.#pressedAt.delete(event)
    this.#ledger.tell(event)
    if (this.#at >= 0 && pressedAt < this.#endsAt) this.#ballotWaits.add(this.#at - pressedAt)
    if (this.#random() < assumptions.changedMinds && this.#at < this.#endsAt)
      this.#agenda.add(this.#at + 5000 + this.#random() * 25_000, kinds.changeMind, event)
  }

  #touchCard(proposal: number): void {
    const at = this.#cards.touch(proposal, this.#at)
    if (at !== undefined) this.#agenda.add(at, kinds.card, proposal)
  }

  #sendCard(proposal: number): void {
    const again = this.#cards.send(proposal, this.#vote(proposal).workspace, this.#at)
    if (again !== undefined) this.#agenda.add(again, kinds.card, proposal)
  }

  #planCrashes(): void {
    for (let number = 0; number < assumptions.crashes; number += 1) {
      const node = Math.floor(this.#random() * this.#asked.nodes)
      this.#agenda.add(this.#random() * this.#endsAt, kinds.crash, node)
    }
  }

  #crash(node: number): void {
    // The last one standing stays: with none up, nothing could be asked again.
    if (this.#cluster.nodes.filter(({ isUp }) => isUp).length < 2) return
    this.#crashes += 1
    const { events, chores } = this.#cluster.crash(node)
    const { askAgainMs, restartMs, leaseMs } = assumptions
    for (const event of events)
      if (this.#pressedAt.has(event)) {
        this.#askedAgain += 1
        this.#agenda.add(this.#at + askAgainMs, kinds.send, event)
      }
    for (const { vote } of chores) this.#agenda.add(this.#at + leaseMs, kinds.reclaim, vote)
    this.#agenda.add(this.#at + restartMs, kinds.restart, node)
  }

  #exponential(mean: number): number {
    return -Math.log(1 - this.#random()) * mean
  }

  // A node's life goes with what it has in hand: what a killed one began must not end in its next life.
  #token(node: number): number {
    return node + this.#cluster.lifeOf(node) * this.#asked.nodes
  }

  #fromToken(token: number): { readonly node: number; readonly life: number } {
    const { nodes } = this.#asked
    return { node: token % nodes, life: Math.floor(token / nodes) }
  }

  #vote(proposal: number): Vote {
    const vote = this.#votes.get(proposal)
    if (!vote) throw new Error(`There is no vote ${proposal}.`)
    return vote
  }
}
