import { assumptions } from './assumptions.ts'
import type { Costs } from './costs.ts'

/** A batch of ballots on its way through a node and a database. */
export interface Batch {
  readonly node: number
  readonly life: number
  readonly shard: number
  readonly events: readonly number[]
}

/** Whom the cluster tells about time and results. */
export interface ClusterPorts {
  /** The node does what it has in hand until then. */
  nodeBusyUntil(at: number, node: number): void
  /** The batch is committed then. */
  commitsAt(at: number, batch: number): void
}

export interface Chore {
  readonly vote: number
  readonly addedAt: number
  left: number
}

/** Where a ballot belongs. */
export interface Place {
  readonly vote: number
  readonly workspace: number
}

interface Node {
  readonly queues: number[][]
  readonly busyShards: Set<number>
  chores: Chore[]
  current: { readonly batch: Batch } | { readonly chore: Chore } | undefined
  isUp: boolean
  /** Changes when it is killed: an answer to an earlier life reaches nobody. */
  life: number
  waiting: number
  busyMs: number
}

interface Shard {
  /** When each of its cores is free again. */
  readonly freeAt: Float64Array
  busyMs: number
}

/** Nodes of one core, each with one lane to each database; databases that work on several batches at once. */
export class Cluster {
  readonly #costs: Costs
  readonly #ports: ClusterPorts
  /** The time of which loads are told, from 0. */
  readonly #measuredMs: number
  readonly nodes: readonly Node[]
  readonly shards: readonly Shard[]
  readonly #batches = new Map<number, Batch>()
  #nextBatch = 0
  longestNodeQueue = 0
  longestShardWaitMs = 0
  #awardsWaiting = 0
  longestAwardQueue = 0

  constructor(
    costs: Costs,
    counts: { readonly nodes: number; readonly shards: number; readonly minutes: number },
    ports: ClusterPorts,
  ) {
    this.#measuredMs = counts.minutes * 60_000
    this.#costs = costs
    this.#ports = ports
    this.nodes = Array.from({ length: counts.nodes }, () => aNode(counts.shards))
    this.shards = Array.from({ length: counts.shards }, () => ({
      freeAt: new Float64Array(assumptions.shardCores).fill(Number.NEGATIVE_INFINITY),
      busyMs: 0,
    }))
  }

  /** The balancer: always the same node for a vote, the next one while it is down. */
  #nodeFor(vote: number): number {
    const { length } = this.nodes
    for (let step = 0; step < length; step += 1) {
      const node = (mixed(vote) + step) % length
      if (this.nodes[node]?.isUp) return node
    }
    return 0
  }

  #shardFor(workspace: number): number {
    return (mixed(workspace + 1) % assumptions.buckets) % this.shards.length
  }

  receive(event: number, { vote, workspace }: Place, at: number): void {
    const index = this.#nodeFor(vote)
    const node = this.#node(index)
    node.queues[this.#shardFor(workspace)]?.push(event)
    node.waiting += 1
    this.longestNodeQueue = Math.max(this.longestNodeQueue, node.waiting)
    this.#goOn(index, at)
  }

  /** Awards of a vote to make when nobody waits for an answer. */
  addChore(vote: number, awards: number, at: number): void {
    const index = this.#nodeFor(vote)
    this.#node(index).chores.push({ vote, left: awards, addedAt: at })
    this.#awardsWaiting += awards
    this.longestAwardQueue = Math.max(this.longestAwardQueue, this.#awardsWaiting)
    this.#goOn(index, at)
  }

  /** The node has done what it had in hand. Answers the awards that it finished, if it did. */
  nodeFree(index: number, life: number, at: number): Chore | undefined {
    const node = this.#node(index)
    if (node.life !== life) return undefined
    const { current } = node
    node.current = undefined
    let finished: Chore | undefined
    if (current && 'batch' in current) this.#commit(current.batch, at)
    else if (current) finished = this.#advance(node, current.chore)
    this.#goOn(index, at)
    return finished
  }

  lifeOf(index: number): number {
    return this.#node(index).life
  }

  /** The batch is committed. Answers it, and whether its node still lives to answer those who wait. */
  committed(id: number): { readonly batch: Batch; readonly isHeard: boolean } {
    const batch = this.#batches.get(id)
    if (!batch) throw new Error('A batch was committed that nobody sent.')
    this.#batches.delete(id)
    const node = this.#node(batch.node)
    const isHeard = node.life === batch.life
    if (isHeard) node.busyShards.delete(batch.shard)
    return { batch, isHeard }
  }

  /** After `committed`, once its answers are out. */
  resume(index: number, at: number): void {
    this.#goOn(index, at)
  }

  /** Kills a node. Answers the events that it had not answered, and the awards it was to make. */
  crash(index: number): { readonly events: readonly number[]; readonly chores: readonly Chore[] } {
    const node = this.#node(index)
    const underWay = [...this.#batches.values()].filter(
      (batch) => batch.node === index && batch.life === node.life,
    )
    const inHand = node.current && 'batch' in node.current ? node.current.batch.events : []
    const events = [...inHand, ...underWay.flatMap((batch) => batch.events), ...node.queues.flat()]
    const chore = node.current && 'chore' in node.current ? [node.current.chore] : []
    const chores = [...chore, ...node.chores]
    for (const queue of node.queues) queue.length = 0
    node.chores = []
    node.current = undefined
    node.busyShards.clear()
    node.waiting = 0
    node.isUp = false
    node.life += 1
    for (const { left } of chores) this.#awardsWaiting -= left
    return { events, chores }
  }

  restart(index: number): void {
    this.#node(index).isUp = true
  }

  // Ballots first: people wait for them. Of several databases the one whose first ballot waits longest.
  #goOn(index: number, at: number): void {
    const node = this.#node(index)
    if (!node.isUp || node.current) return
    const shard = oldestLane(node)
    if (shard !== undefined) return this.#takeBatch(index, shard, at)
    const chore = node.chores[0]
    if (!chore) return
    node.current = { chore }
    const awards = Math.min(chore.left, assumptions.awardsAtOnce)
    this.#work(index, at, (awards * this.#costs.awardUs) / 1000)
  }

  #takeBatch(index: number, shard: number, at: number): void {
    const node = this.#node(index)
    const events = node.queues[shard]?.splice(0, assumptions.mostInBatch) ?? []
    node.waiting -= events.length
    node.busyShards.add(shard)
    node.current = { batch: { node: index, life: node.life, shard, events } }
    const { requestUs, ballotUs } = this.#costs
    this.#work(index, at, (events.length * (requestUs + ballotUs)) / 1000)
  }

  #work(index: number, at: number, ms: number): void {
    this.#node(index).busyMs += this.#measured(at, ms)
    this.#ports.nodeBusyUntil(at + ms, index)
  }

  // Of some work, what falls into the asked minutes.
  #measured(at: number, ms: number): number {
    return Math.max(0, Math.min(at + ms, this.#measuredMs) - Math.max(at, 0))
  }

  get batches(): number {
    return this.#nextBatch
  }

  /** How busy each node was, and each database: 1 is all the time. */
  loads(): { readonly nodes: readonly number[]; readonly shards: readonly number[] } {
    const { shardCores } = assumptions
    return {
      nodes: this.nodes.map(({ busyMs }) => busyMs / this.#measuredMs),
      shards: this.shards.map(({ busyMs }) => busyMs / this.#measuredMs / shardCores),
    }
  }

  #advance(node: Node, chore: Chore): Chore | undefined {
    const made = Math.min(chore.left, assumptions.awardsAtOnce)
    chore.left -= made
    this.#awardsWaiting -= made
    if (chore.left > 0) return undefined
    node.chores.shift()
    return chore
  }

  // A core carries the statements out; the wait for the disk takes none, and commits share it.
  #commit(batch: Batch, at: number): void {
    const id = this.#nextBatch++
    this.#batches.set(id, batch)
    const { commitUs, databaseUs } = this.#costs
    const shard = this.#shard(batch.shard)
    const core = earliest(shard.freeAt)
    const startsAt = Math.max(at, shard.freeAt[core] ?? at)
    const ms = (assumptions.transactionUs + batch.events.length * databaseUs) / 1000
    shard.freeAt[core] = startsAt + ms
    shard.busyMs += this.#measured(startsAt, ms)
    this.longestShardWaitMs = Math.max(this.longestShardWaitMs, startsAt - at)
    this.#ports.commitsAt(startsAt + ms + commitUs / 1000, id)
  }

  #node(index: number): Node {
    const node = this.nodes[index]
    if (!node) throw new Error(`There is no node ${index}.`)
    return node
  }

  #shard(index: number): Shard {
    const shard = this.shards[index]
    if (!shard) throw new Error(`There is no shard ${index}.`)
    return shard
  }
}

function aNode(shards: number): Node {
  return {
    queues: Array.from({ length: shards }, () => []),
    busyShards: new Set(),
    chores: [],
    current: undefined,
    isUp: true,
    life: 0,
    waiting: 0,
    busyMs: 0,
  }
}

function earliest(times: Float64Array): number {
  let found = 0
  for (const [index, time] of times.entries()) if (time < (times[found] ?? 0)) found = index
  return found
}

function oldestLane({ queues, busyShards }: Node): number | undefined {
  let found: number | undefined
  let oldest = Number.POSITIVE_INFINITY
  for (const [shard, queue] of queues.entries()) {
    const [first] = queue
    if (first === undefined || busyShards.has(shard) || first >= oldest) continue
    oldest = first
    found = shard
  }
  return found
}

/** Spreads neighbouring numbers, as a hash of a workspace's id does. */
export function mixed(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x45d9f3b)
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return (hash ^ (hash >>> 16)) >>> 0
}
