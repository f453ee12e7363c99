import type { JsonObject } from '#src/credentials/json.ts'
import { writeBadgeClass, writeGroup, writeIssuer } from '#src/credentials/ob2.ts'
import { writeAchievement, writeGroupProfile, writeProfile } from '#src/credentials/ob3.ts'
import { publishedKeys } from '#src/storage/issuer-keys.ts'
import type { App } from './app.ts'
import { achievementFacts, houseOf, issuerFacts } from './award-facts.ts'
import { viewAchievement, viewGroup, viewIssuer } from './view-organisation.ts'

/** The same thing in both versions of Open Badges. */
export interface Documents {
  readonly ob3: JsonObject
  readonly ob2: JsonObject
}

export async function achievementDocuments(app: App, id: string): Promise<Documents | undefined> {
  const view = await viewAchievement(app, id)
  if (!view) return undefined
  const { workspace, issuer, address } = await houseOf(app, view.achievement.workspaceId)
  const facts = achievementFacts(view.achievement, workspace.language)
  return {
    ob3: writeAchievement(facts, address),
    ob2: writeBadgeClass(facts, issuer.id, address),
  }
}

export async function issuerDocuments(app: App, id: string): Promise<Documents | undefined> {
  const view = await viewIssuer(app, id)
  if (!view) return undefined
  const { address } = await houseOf(app, view.issuer.workspaceId)
  const facts = issuerFacts(view.issuer, app.baseUrl)
  const tokenKeys = await publishedKeys(app.store.db, view.issuer, 'token')
  const kids = tokenKeys.map(({ id: kid }) => kid)
  return { ob3: writeProfile(facts, address), ob2: writeIssuer(facts, address, kids) }
}

export async function groupDocuments(app: App, id: string): Promise<Documents | undefined> {
  const view = await viewGroup(app, id)
  if (!view) return undefined
  const { address } = await houseOf(app, view.group.workspaceId)
  const facts = { id: view.group.id, name: view.group.name }
  return { ob3: writeGroupProfile(facts, address), ob2: writeGroup(facts, address) }
}
