import type { Kit } from '#src/storage/kit.ts'

export type Role = 'owner' | 'trainer' | 'learner' | 'guest'
export type Language = 'fr' | 'en'

/** `credential`: Ed25519, for Data Integrity proofs. `token`: RSA, for VC-JWT and signed OB 2.0 assertions. */
export type KeyPurpose = 'credential' | 'token'
/** A retired key signs nothing more and what it signed stands; a compromised one is no longer published. */
export type KeyState = 'active' | 'retired' | 'compromised'

/** Tenants, the organisations that award, the people and where they meet. */
export function definePeople(k: Kit) {
  const workspace = k.table(
    'workspace',
    {
      id: k.text('id').notNull(),
      /** The chat platform's own name for it. */
      ref: k.text('ref').notNull(),
      name: k.text('name').notNull(),
      language: k.text('language').$type<Language>().notNull(),
      createdAt: k.ms('created_at').notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.id] }), k.uniqueIndex('workspace_ref').on(t.ref)],
  )
  const issuer = k.table(
    'issuer',
    {
      workspaceId: k.text('workspace_id').notNull(),
      id: k.text('id').notNull(),
      name: k.text('name').notNull(),
      url: k.text('url'),
      email: k.text('email').notNull(),
      description: k.text('description'),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
      k.uniqueIndex('issuer_id').on(t.id),
    ],
  )
  const issuerKey = k.table(
    'issuer_key',
    {
      workspaceId: k.text('workspace_id').notNull(),
      issuerId: k.text('issuer_id').notNull(),
      /** Of an Ed25519 key the public half, multibase; of an RSA key its thumbprint (RFC 7638). */
      id: k.text('id').notNull(),
      purpose: k.text('purpose').$type<KeyPurpose>().notNull(),
      state: k.text('state').$type<KeyState>().notNull(),
      /** SPKI, PEM; absent where the id is the public key. */
      publicPem: k.text('public_pem'),
      sealedSecret: k.text('sealed_secret').notNull(),
      createdAt: k.ms('created_at').notNull(),
      /** When it signed last. */
      retiredAt: k.ms('retired_at'),
      /** From when on what it signed is not to be trusted. */
      compromisedAt: k.ms('compromised_at'),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.issuerId, t.id] }),
      k.foreignKey({
        columns: [t.workspaceId, t.issuerId],
        foreignColumns: [issuer.workspaceId, issuer.id],
      }),
    ],
  )
  const member = k.table(
    'member',
    {
      workspaceId: k.text('workspace_id').notNull(),
      id: k.text('id').notNull(),
      name: k.text('name').notNull(),
      email: k.text('email'),
      language: k.text('language').$type<Language>().notNull(),
      role: k.text('role').$type<Role>().notNull(),
      joinedAt: k.ms('joined_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
    ],
  )
  const identity = k.table(
    'identity',
    {
      workspaceId: k.text('workspace_id').notNull(),
      ref: k.text('ref').notNull(),
      memberId: k.text('member_id').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.ref] }),
      k.foreignKey({
        columns: [t.workspaceId, t.memberId],
        foreignColumns: [member.workspaceId, member.id],
      }),
      k.index('identity_member').on(t.workspaceId, t.memberId),
    ],
  )
  const group = k.table(
    'learner_group',
    {
      workspaceId: k.text('workspace_id').notNull(),
      id: k.text('id').notNull(),
      name: k.text('name').notNull(),
      channel: k.text('channel').notNull(),
      createdAt: k.ms('created_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
      k.uniqueIndex('group_id').on(t.id),
      k.uniqueIndex('group_channel').on(t.workspaceId, t.channel),
    ],
  )
  const groupMember = k.table(
    'group_member',
    {
      workspaceId: k.text('workspace_id').notNull(),
      groupId: k.text('group_id').notNull(),
      memberId: k.text('member_id').notNull(),
      joinedAt: k.ms('joined_at').notNull(),
      leftAt: k.ms('left_at'),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.groupId, t.memberId] }),
      k.foreignKey({
        columns: [t.workspaceId, t.groupId],
        foreignColumns: [group.workspaceId, group.id],
      }),
      k.foreignKey({
        columns: [t.workspaceId, t.memberId],
        foreignColumns: [member.workspaceId, member.id],
      }),
    ],
  )
  const room = k.table(
    'room',
    {
      workspaceId: k.text('workspace_id').notNull(),
      code: k.text('code').notNull(),
      groupId: k.text('group_id').notNull(),
      /** Stamp of its latest message or change of one: no two are the same, and they come in the order of their commits. */
      changedAt: k.ms('changed_at').notNull().default(0),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.code] }),
      k.foreignKey({
        columns: [t.workspaceId, t.groupId],
        foreignColumns: [group.workspaceId, group.id],
      }),
      k.uniqueIndex('room_code').on(t.code),
    ],
  )
  const session = k.table(
    'session',
    {
      workspaceId: k.text('workspace_id').notNull(),
      /** SHA-256 of the cookie's value: a copy of the database opens no session. */
      tokenHash: k.text('token_hash').notNull(),
      memberId: k.text('member_id').notNull(),
      createdAt: k.ms('created_at').notNull(),
      expiresAt: k.ms('expires_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.tokenHash] }),
      k.foreignKey({
        columns: [t.workspaceId, t.memberId],
        foreignColumns: [member.workspaceId, member.id],
      }),
      k.uniqueIndex('session_token').on(t.tokenHash),
    ],
  )
  return { workspace, issuer, issuerKey, member, identity, group, groupMember, room, session }
}
