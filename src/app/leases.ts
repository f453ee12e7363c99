import { giveLeaseBack, takeLease } from '#src/storage/installations.ts'
import type { App } from './app.ts'

/** Work under a name that one holder of all nodes does at a time. */
export interface Lease {
  readonly name: string
  readonly holder: string
}

/** Takes it, or has it for longer; false where another holder has it. Never inside a transaction. */
export async function holdLease(
  { store, now }: App,
  { name, holder: token }: Lease,
  ms: number,
): Promise<boolean> {
  const at = now()
  return store.tx((tx) => takeLease(tx, { name, token, expiresAt: at + ms }, at))
}

/** Lets the next one have it at once; nothing where another has it. */
export async function dropLease({ store }: App, { name, holder: token }: Lease): Promise<void> {
  await store.tx((tx) => giveLeaseBack(tx, { name, token }))
}
