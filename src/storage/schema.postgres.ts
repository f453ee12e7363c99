import { postgresKit } from './kit.ts'
import { defineSchema } from './schema.ts'

// drizzle-kit reads the tables from named exports.
export const {
  workspace,
  issuer,
  issuerKey,
  member,
  identity,
  group,
  groupMember,
  room,
  session,
  achievement,
  picture,
  proposal,
  poll,
  roll,
  recipient,
  ballot,
  optOut,
  statusList,
  award,
  endorsement,
  inbox,
  outbox,
  lane,
  lock,
  pinnedOrigin,
  roomMessage,
} = defineSchema(postgresKit)
