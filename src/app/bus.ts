import { EventEmitter } from 'node:events'

/** Hints that something changed, for live pages. A hint may be lost: whoever hears it reads again. */
export interface Bus {
  publish(topic: Topic): void
  /** Answers the function that ends the subscription. */
  subscribe(topic: Topic, listener: () => void): () => void
}

export type Topic = `room:${string}` | `proposal:${string}`

/** Hints within one process. */
export function localBus(): Bus {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  return {
    publish: (topic) => void emitter.emit(topic),
    subscribe(topic, listener) {
      emitter.on(topic, listener)
      return () => void emitter.off(topic, listener)
    },
  }
}
