import { EventEmitter } from 'node:events'

/** Hints that something changed, for live pages. A hint may be lost: whoever hears it reads again. */
export interface Bus {
  publish(topic: Topic): void
  /** Answers the function that ends the subscription. */
  subscribe(topic: Topic, listener: () => void): () => void
}

export type Topic = `room:${string}` | `proposal:${string}`

/** Passes on what other nodes say; without topics anything may have changed. */
export type Hear = (topics: readonly string[] | undefined) => void

/** Takes hints to the other nodes. */
export interface Carriage {
  send(topic: string): void
}

/** Pages read again at least this often, in case a hint was lost on its way. */
const lookEveryMs = 10_000

/** Hints within one process. */
export function localBus(): Bus {
  return busOn(new EventEmitter())
}

/** Hints among the nodes of one database. `close` ends it; the carriage is whoever connected it's own to close. */
export function sharedBus<Way extends Carriage>(
  connect: (hear: Hear) => Way,
): Bus & { readonly carriage: Way; close(): void } {
  const emitter = new EventEmitter()
  const local = busOn(emitter)
  const hear: Hear = (topics) => {
    const heard = topics ?? emitter.eventNames()
    for (const topic of heard) if (emitter.listenerCount(topic) > 0) emitter.emit(topic)
  }
  const carriage = connect(hear)
  const looking = setInterval(() => hear(undefined), lookEveryMs)
  looking.unref()
  return {
    ...local,
    carriage,
    publish(topic) {
      local.publish(topic)
      carriage.send(topic)
    },
    close: () => clearInterval(looking),
  }
}

function busOn(emitter: EventEmitter): Bus {
  emitter.setMaxListeners(0)
  return {
    publish: (topic) => void emitter.emit(topic),
    subscribe(topic, listener) {
      emitter.on(topic, listener)
      return () => void emitter.off(topic, listener)
    },
  }
}
