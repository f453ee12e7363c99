import { holdLock } from '#src/storage/locks.ts'
import type { Language } from '#src/storage/members.ts'
import type { Tx } from '#src/storage/store.ts'
import {
  addWorkspaceAlias,
  firstWorkspace,
  issuerOf,
  workspaceByRef,
} from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { cleanName } from './clean-text.ts'
import { type FreshWorkspace, foundWorkspace, freshWorkspace } from './found-workspace.ts'

export interface Connecting {
  /** The platform's name for its workspace. */
  readonly ref: string
  /** What people call it. */
  readonly name: string
  /** Undefined: the language of the service's own organisation. */
  readonly language: Language | undefined
  /** It is another place of the service's own organisation, rather than an organisation of its own. */
  readonly own: boolean
}

/** Makes a platform's workspace known here. One that is known stays what it is, however often and in whatever words it comes. */
export async function connectWorkspace(app: App, asked: Connecting): Promise<void> {
  const { db } = app.store
  if (await workspaceByRef(db, asked.ref)) return
  const first = await firstWorkspace(db)
  if (!first) throw new Error('There is no organisation yet: first start makes one.')
  const fresh = asked.own ? undefined : await drawUp(app, asked, first)
  await app.store.tx((tx) => add(tx, asked, { fresh, firstId: first.id }))
}

async function drawUp(
  app: App,
  { ref, name, language }: Connecting,
  first: { readonly id: string; readonly language: Language },
): Promise<FreshWorkspace> {
  // Until it says otherwise, whoever runs the service answers for it.
  const issuer = await issuerOf(app.store.db, first.id)
  const email = issuer?.email ?? ''
  return freshWorkspace(app, {
    ref,
    name: cleanName(name, ref),
    language: language ?? first.language,
    email,
    description: null,
  })
}

async function add(
  tx: Tx,
  { ref }: Connecting,
  { fresh, firstId }: { readonly fresh: FreshWorkspace | undefined; readonly firstId: string },
): Promise<void> {
  await holdLock(tx, 'first-start')
  // Another task or another node was first.
  if (await workspaceByRef(tx, ref)) return
  if (fresh) await foundWorkspace(tx, fresh)
  else await addWorkspaceAlias(tx, { workspaceId: firstId, ref })
}
