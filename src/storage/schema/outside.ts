import type { Kit } from '#src/storage/kit.ts'
import { sql } from '#src/storage/drizzle.ts'
import type { definePeople } from './people.ts'
import type { defineVotes } from './votes.ts'

/** What ties the service to outside chat platforms: the names there, the secrets, who is who, and what was written. */
export function defineOutside(
  k: Kit,
  {
    workspace,
    member,
    identity,
    group,
    proposal,
  }: ReturnType<typeof definePeople> & Pick<ReturnType<typeof defineVotes>, 'proposal'>,
) {
  /** One more name of a workspace, on another platform. */
  const workspaceAlias = k.table(
    'workspace_alias',
    {
      workspaceId: k.text('workspace_id').notNull(),
      ref: k.text('ref').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.ref] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
      k.uniqueIndex('workspace_alias_ref').on(t.ref),
    ],
  )
  const installation = k.table(
    'installation',
    {
      workspaceId: k.text('workspace_id').notNull(),
      ref: k.text('ref').notNull(),
      name: k.text('name').notNull(),
      /** What the platform gave, sealed under the master key. */
      sealed: k.text('sealed').notNull(),
      changedAt: k.ms('changed_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.ref] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
      k.uniqueIndex('installation_ref').on(t.ref),
    ],
  )
  /** Given before anybody knows which workspace it will be for. */
  const oneTimeState = k.table(
    'one_time_state',
    {
      /** SHA-256 of the value. */
      hash: k.text('hash').notNull(),
      about: k.text('about').notNull(),
      expiresAt: k.ms('expires_at').notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.hash] }), k.index('one_time_state_age').on(t.expiresAt)],
  )
  /** Work that one task of one node does at a time, outside any transaction. */
  const lease = k.table(
    'lease',
    {
      name: k.text('name').notNull(),
      token: k.text('token').notNull(),
      expiresAt: k.ms('expires_at').notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.name] })],
  )
  /** Members with the same person are one human being. A member who was never linked has no row. */
  const person = k.table(
    'person',
    {
      workspaceId: k.text('workspace_id').notNull(),
      memberId: k.text('member_id').notNull(),
      personId: k.text('person_id').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.memberId] }),
      k.foreignKey({
        columns: [t.workspaceId, t.memberId],
        foreignColumns: [member.workspaceId, member.id],
      }),
      k.index('person_members').on(t.workspaceId, t.personId),
    ],
  )
  const linkCode = k.table(
    'link_code',
    {
      workspaceId: k.text('workspace_id').notNull(),
      /** SHA-256 of workspace and code. */
      codeHash: k.text('code_hash').notNull(),
      memberId: k.text('member_id').notNull(),
      expiresAt: k.ms('expires_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.codeHash] }),
      k.foreignKey({
        columns: [t.workspaceId, t.memberId],
        foreignColumns: [member.workspaceId, member.id],
      }),
    ],
  )
  /** Wrong codes that a member typed, since when. */
  const linkTry = k.table(
    'link_try',
    {
      workspaceId: k.text('workspace_id').notNull(),
      memberId: k.text('member_id').notNull(),
      tries: k.int('tries').notNull(),
      since: k.ms('since').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.memberId] }),
      k.foreignKey({
        columns: [t.workspaceId, t.memberId],
        foreignColumns: [member.workspaceId, member.id],
      }),
    ],
  )
  const sending = k.table(
    'sending',
    {
      workspaceId: k.text('workspace_id').notNull(),
      destination: k.text('destination').notNull(),
      key: k.text('key').notNull(),
      begunAt: k.ms('begun_at').notNull(),
      /** Null: whether the platform took it is not known. */
      message: k.text('message'),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.destination, t.key] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
    ],
  )
  /** Earlier pages of a long form. */
  const draft = k.table(
    'draft',
    {
      workspaceId: k.text('workspace_id').notNull(),
      id: k.text('id').notNull(),
      fields: k.json<Record<string, string>>('fields').notNull(),
      expiresAt: k.ms('expires_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
      k.index('draft_age').on(t.expiresAt),
    ],
  )
  const groupSource = k.table(
    'group_source',
    {
      workspaceId: k.text('workspace_id').notNull(),
      groupId: k.text('group_id').notNull(),
      /** Null: the people of the channel. */
      source: k.text('source'),
      /** People of other organisations are members too. */
      outsiders: k.bool('outsiders').notNull(),
      /** When its members were last brought up to date; 0: never. */
      gatheredAt: k.ms('gathered_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.groupId] }),
      k.foreignKey({
        columns: [t.workspaceId, t.groupId],
        foreignColumns: [group.workspaceId, group.id],
      }),
      k.index('group_source_source').on(t.workspaceId, t.source),
    ],
  )
  /** What a platform last said of an identity. */
  const meeting = k.table(
    'meeting',
    {
      workspaceId: k.text('workspace_id').notNull(),
      ref: k.text('ref').notNull(),
      outside: k.bool('outside').notNull(),
      gone: k.bool('gone').notNull(),
      metAt: k.ms('met_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.ref] }),
      k.foreignKey({
        columns: [t.workspaceId, t.ref],
        foreignColumns: [identity.workspaceId, identity.ref],
      }),
    ],
  )
  /** A file handed in as evidence; it waits until the form that it came with is submitted. */
  const evidenceFile = k.table(
    'evidence_file',
    {
      workspaceId: k.text('workspace_id').notNull(),
      id: k.text('id').notNull(),
      /** The member who handed it in, where that is known. */
      handedBy: k.text('handed_by'),
      name: k.text('name').notNull(),
      type: k.text('type').notNull(),
      /** SHA-256 of name and bytes. */
      hash: k.text('hash').notNull(),
      size: k.int('size').notNull(),
      createdAt: k.ms('created_at').notNull(),
      /** When it became evidence of a proposal; null: it waits. */
      takenAt: k.ms('taken_at'),
      // The last: SQLite reads through it to whatever comes behind.
      bytes: k.bytes('bytes').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
      k.foreignKey({
        columns: [t.workspaceId, t.handedBy],
        foreignColumns: [member.workspaceId, member.id],
      }),
      k.uniqueIndex('evidence_file_id').on(t.id),
      // Few wait: they are counted each time that one more comes.
      k
        .index('evidence_file_waiting')
        .on(t.workspaceId, t.createdAt)
        .where(sql`taken_at is null`),
    ],
  )
  /** The proposals that show a file: votes that open together show the same ones. */
  const evidenceUse = k.table(
    'evidence_use',
    {
      workspaceId: k.text('workspace_id').notNull(),
      fileId: k.text('file_id').notNull(),
      proposalId: k.text('proposal_id').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.fileId, t.proposalId] }),
      k.foreignKey({
        columns: [t.workspaceId, t.fileId],
        foreignColumns: [evidenceFile.workspaceId, evidenceFile.id],
      }),
      k.foreignKey({
        columns: [t.workspaceId, t.proposalId],
        foreignColumns: [proposal.workspaceId, proposal.id],
      }),
      k.index('evidence_use_proposal').on(t.workspaceId, t.proposalId),
    ],
  )
  /** A code that was sent to an address, to see that it is the member's own. It is kept for an hour, and without the address for a day: letters are counted. */
  const emailCode = k.table(
    'email_code',
    {
      workspaceId: k.text('workspace_id').notNull(),
      id: k.text('id').notNull(),
      memberId: k.text('member_id').notNull(),
      address: k.text('address').notNull(),
      /** The address, the same for every way to write it, keyed: by it letters are counted. */
      addressHash: k.text('address_hash').notNull(),
      /** The code is made of it and the master key, and stored nowhere. */
      nonce: k.text('nonce').notNull(),
      /** Codes that were typed so far. */
      tries: k.int('tries').notNull(),
      askedAt: k.ms('asked_at').notNull(),
      usedAt: k.ms('used_at'),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({
        columns: [t.workspaceId, t.memberId],
        foreignColumns: [member.workspaceId, member.id],
      }),
      k.index('email_code_member').on(t.workspaceId, t.memberId, t.askedAt),
      k.index('email_code_address').on(t.addressHash),
      k.index('email_code_age').on(t.askedAt),
    ],
  )
  /** Members whose address is the one that they confirmed: no platform's replaces it. */
  const confirmedAddress = k.table(
    'confirmed_address',
    {
      workspaceId: k.text('workspace_id').notNull(),
      memberId: k.text('member_id').notNull(),
      confirmedAt: k.ms('confirmed_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.memberId] }),
      k.foreignKey({
        columns: [t.workspaceId, t.memberId],
        foreignColumns: [member.workspaceId, member.id],
      }),
    ],
  )
  /** Small facts that an adapter keeps for every node. */
  const adapterNote = k.table(
    'adapter_note',
    {
      name: k.text('name').notNull(),
      text: k.text('text').notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.name] })],
  )
  return {
    workspaceAlias,
    installation,
    oneTimeState,
    lease,
    person,
    linkCode,
    linkTry,
    sending,
    draft,
    groupSource,
    meeting,
    evidenceFile,
    evidenceUse,
    emailCode,
    confirmedAddress,
    adapterNote,
  }
}
