import { alignmentsOf, domainOf, findEntry } from '#src/catalogue/catalogue.ts'
import {
  type AchievementFacts,
  type Address,
  type AwardFacts,
  issuerDid,
  type IssuerFacts,
  type RecipientFacts,
} from '#src/credentials/award-facts.ts'
import { pictureAlt } from '#src/pictures/picture-alt.ts'
import type { AchievementContent, AchievementRow } from '#src/storage/achievements.ts'
import type { AwardRow } from '#src/storage/awards.ts'
import { activeKey, type IssuerKeyRow } from '#src/storage/issuer-keys.ts'
import type { Language, MemberRow } from '#src/storage/members.ts'
import type { ProposalRow } from '#src/storage/proposals.ts'
import {
  findWorkspace,
  type GroupRow,
  issuerOf,
  type IssuerRow,
  type WorkspaceRow,
} from '#src/storage/workspaces.ts'
import { texts } from '#src/texts/texts.ts'
import type { App } from './app.ts'
import { recordNarrative } from './record-narrative.ts'

/** Who issues in a workspace: the organisation, its signing key, and where its documents live. */
export interface House {
  readonly workspace: WorkspaceRow
  readonly issuer: IssuerRow
  readonly key: IssuerKeyRow
  readonly address: Address
}

/** Throws when the workspace lacks an issuer: first start makes both together. */
export async function houseOf(app: App, workspaceId: string): Promise<House> {
  const { db } = app.store
  const workspace = await findWorkspace(db, workspaceId)
  const issuer = await issuerOf(db, workspaceId)
  const key = issuer && (await activeKey(db, issuer, 'credential'))
  if (!workspace || !issuer || !key) throw new Error(`Workspace ${workspaceId} has no issuer.`)
  return { workspace, issuer, key, address: addressOf(app, issuer, key) }
}

export function addressOf(
  { baseUrl, publicUrl }: Pick<App, 'baseUrl' | 'publicUrl'>,
  issuer: Pick<IssuerRow, 'id'>,
  key: Pick<IssuerKeyRow, 'id'>,
): Address {
  const did = issuerDid({ publicUrl, issuerId: issuer.id, publicKeyMultibase: key.id })
  return { baseUrl, issuerDid: did }
}

export function issuerFacts(
  { id, name, url, email, description }: IssuerRow,
  baseUrl: string,
): IssuerFacts {
  return { id, name, url: url ?? baseUrl, email, ...(description ? { description } : {}) }
}

export function achievementFacts(
  { id, version, content }: Pick<AchievementRow, 'id' | 'version' | 'content'>,
  language: Language,
): AchievementFacts {
  const entry = content.basedOn ? findEntry(content.basedOn) : undefined
  return {
    id,
    version,
    name: content.name[language],
    description: content.definition[language],
    criteria: content.criteria.map((criterion) => criterion[language]),
    tags: entry ? [domainOf(entry).name[language]] : [],
    alignments: entry ? alignmentsOf(entry, language) : [],
    imageAlt: altOf(content, language),
    language,
  }
}

export function altOf(content: AchievementContent, language: Language): string {
  return pictureAlt(content.name[language], language, { group: content.kind === 'group' })
}

/** What an award is about, besides who received it. */
export interface AwardParts {
  readonly proposal: ProposalRow
  readonly group: GroupRow
  /** The recipient, when it is a person. */
  readonly member: MemberRow | undefined
  /** The award of the group itself, where it received one by the same vote. */
  readonly groupAwardId: string | undefined
  /** Its signed supports, where it has any. */
  readonly endorsements: AwardFacts['endorsements'] | undefined
}

/** All that both documents of an award are written from. */
export function awardFacts(
  { workspace, issuer, address }: House,
  award: AwardRow,
  { proposal, group, member, groupAwardId, endorsements }: AwardParts,
): AwardFacts {
  const { agreed, achievement } = proposal
  const { language } = workspace
  return {
    id: award.id,
    issuedAt: award.issuedAt,
    ...(award.validUntil === null ? {} : { validUntil: award.validUntil }),
    ...statusFacts(award),
    ...(endorsements === undefined ? {} : { endorsements }),
    issuer: issuerFacts(issuer, address.baseUrl),
    achievement: achievementFacts(
      { id: agreed.achievementId, version: agreed.achievementVersion, content: achievement },
      language,
    ),
    recipient: recipientFacts(award, {
      group,
      member,
      groupAwardId,
      byGroup: agreed.subject.kind === 'group',
    }),
    record: {
      id: proposal.id,
      name: texts[language].record.title,
      narrative: recordNarrative(proposal, language),
    },
    evidence: [],
    peers: { cast: proposal.tally.cast, roll: agreed.rollSize },
  }
}

// Awards of the time before there were status lists have no place in one.
function statusFacts({
  statusList: list,
  statusIndex: index,
}: AwardRow): Pick<AwardFacts, 'status'> {
  return list === null || index === null ? {} : { status: { list, index } }
}

function recipientFacts(
  award: AwardRow,
  {
    group,
    member,
    groupAwardId,
    byGroup,
  }: {
    readonly group: GroupRow
    readonly member: MemberRow | undefined
    readonly groupAwardId: string | undefined
    readonly byGroup: boolean
  },
): RecipientFacts {
  if (award.kind === 'group') return { kind: 'group', id: group.id, name: group.name }
  return {
    kind: 'person',
    subjectId: award.subjectId,
    memberId: award.recipient,
    salt: award.salt,
    ...(member?.email ? { email: member.email } : {}),
    ...(byGroup
      ? {
          group: {
            id: group.id,
            name: group.name,
            ...(groupAwardId ? { awardId: groupAwardId } : {}),
          },
        }
      : {}),
  }
}
