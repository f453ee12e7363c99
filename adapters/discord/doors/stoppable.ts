import { type Client, SimpleShardingStrategy, type WebSocketOptions } from 'discord.js'
import type { Log } from '#src/chat/adapting/log.ts'
import { within } from '#src/chat/adapting/within.ts'
import { factsOf } from '../listen/facts-of.ts'

type Manager = Parameters<NonNullable<WebSocketOptions['buildStrategy']>>[0]

/**
 * What a client of discord.js needs to really end. `destroy()` alone leaves a shard that sleeps between two attempts, and goes
 * on connecting for ever; and a connection that is just being made stays open.
 */
export class Stoppable {
  readonly #log: Log
  #manager: Manager | undefined
  #strategy: SimpleShardingStrategy | undefined

  constructor(log: Log) {
    this.#log = log
  }

  /** Goes into the options of the client (`ws.buildStrategy`). */
  readonly buildStrategy = (manager: Manager): SimpleShardingStrategy => {
    this.#manager = manager
    this.#guard(manager)
    this.#strategy = new SimpleShardingStrategy(manager)
    this.#guardFrames(this.#strategy)
    return this.#strategy
  }

  async stop(client: Client): Promise<void> {
    // It is asked before every attempt to connect, which so never comes.
    if (this.#manager)
      this.#manager.options.retrieveSessionInfo = () => new Promise(() => undefined)
    const connections = this.#connections()
    // Discord may never say that it heard of the end.
    await within(destroyWithinMs, client.destroy()).catch(() => undefined)
    for (const connection of connections) {
      connection.on('error', () => undefined)
      connection.terminate()
    }
  }

  #connections() {
    const strategy = this.#strategy
    if (!strategy) return []
    // Both are private to discord.js by its types alone, and nothing else of it reaches a socket that is not open yet.
    const shards = [...strategy['shards'].values()]
    return shards.map((shard) => shard['connection']).filter((connection) => connection !== null)
  }

  // discord.js reads every event for itself too, and what it cannot read would end the whole process: nobody else catches it.
  #guard(manager: Manager): void {
    const emit = manager.emit.bind(manager)
    manager.emit = (...event: Parameters<typeof emit>) => {
      try {
        return emit(...event)
      } catch (failure) {
        this.#log.warn(factsOf(failure), 'discord.js could not read an event of the gateway')
        return true
      }
    }
  }

  // Nor does anybody catch what it cannot read of a frame itself. Its shards, and how they read, are private by their types alone.
  #guardFrames(strategy: SimpleShardingStrategy): void {
    const spawn = strategy.spawn.bind(strategy)
    strategy.spawn = async (ids) => {
      await spawn(ids)
      for (const shard of strategy['shards'].values()) {
        const read = shard['onMessage'].bind(shard)
        shard['onMessage'] = (...frame: Parameters<typeof read>) =>
          read(...frame).catch((failure: unknown) => {
            this.#log.warn(factsOf(failure), 'discord.js could not read a frame of the gateway')
          })
      }
    }
  }
}

const destroyWithinMs = 2000
