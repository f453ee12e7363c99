import { bareApp } from '#test/kit/bare-app.ts'
import { openPostgres } from '#src/storage/postgres-store.ts'

import { type Act, partyHere, raceClock } from './act.ts'

/** What the parent asks of this process. */
export type Order =
  | { readonly kind: 'clock'; readonly at: number }
  | { readonly kind: 'run'; readonly acts: readonly Act[] }

// One of the processes that race on one database; DATABASE_URL names it. It ends with its parent.

const url = process.env['DATABASE_URL']
if (!url) throw new Error('DATABASE_URL is missing.')
const store = await openPostgres(url, { onError: (error) => console.error(error) })
const clock = raceClock(0)
const party = partyHere(bareApp(store, clock.now), clock)

// The parent sends nothing but orders.
process.on('message', (order: Order) => void obey(order))
process.on('disconnect', () => process.exit())
process.send?.('ready')

async function obey(order: Order): Promise<void> {
  switch (order.kind) {
    case 'clock':
      await party.setClock(order.at)
      process.send?.([])
      return
    case 'run':
      process.send?.(await party.run(order.acts))
  }
}
