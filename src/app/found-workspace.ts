import { catalogue } from '#src/catalogue/catalogue.ts'
import { type AchievementRow, addAchievements } from '#src/storage/achievements.ts'
import { addIssuerKey, type IssuerKeyRow } from '#src/storage/issuer-keys.ts'
import type { Tx } from '#src/storage/store.ts'
import {
  addIssuer,
  addWorkspace,
  type IssuerRow,
  type WorkspaceRow,
} from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { freshKey } from './issuer-keys.ts'

export interface Founding extends Pick<WorkspaceRow, 'ref' | 'name' | 'language'> {
  /** Where to write to the organisation. */
  readonly email: string
  readonly description: string | null
}

/** A workspace that awards: its issuer with a key, and the shipped badges. Not stored yet. */
export interface FreshWorkspace {
  readonly workspace: WorkspaceRow
  readonly issuer: IssuerRow
  readonly key: IssuerKeyRow
  readonly achievements: readonly AchievementRow[]
}

/** Draws up a workspace outside any transaction: making a key takes a while. */
export async function freshWorkspace(
  app: App,
  { email, description, ...named }: Omit<Founding, 'ref'> & Partial<Pick<Founding, 'ref'>>,
): Promise<FreshWorkspace> {
  const createdAt = app.now()
  const workspaceId = app.newId()
  const { name, language, ref = `room:${workspaceId}` } = named
  const issuer = { workspaceId, id: app.newId(), name, url: null, email, description }
  return {
    workspace: { id: workspaceId, ref, name, language, createdAt },
    issuer,
    key: await freshKey(app, issuer, 'credential'),
    achievements: shippedAchievements(app, workspaceId, createdAt),
  }
}

/** Stores it whole. */
export async function foundWorkspace(tx: Tx, fresh: FreshWorkspace): Promise<void> {
  await addWorkspace(tx, fresh.workspace)
  await addIssuer(tx, fresh.issuer)
  await addIssuerKey(tx, fresh.key)
  await addAchievements(tx, fresh.achievements)
}

/** A copy of the shipped catalogue: from here on it is the organisation's own. */
function shippedAchievements(app: App, workspaceId: string, createdAt: number): AchievementRow[] {
  return catalogue.map(({ id, name, definition, criteria, kind }, index) => ({
    workspaceId,
    id: app.newId(),
    version: 1,
    content: {
      name,
      definition,
      criteria: criteria.map((criterion) => ({ ...criterion, required: true })),
      kind,
      basedOn: id,
    },
    pictureId: null,
    // The order of the catalogue.
    createdAt: createdAt + index,
  }))
}
