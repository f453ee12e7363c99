/**
 * What Discord calls its refusals, as far as something follows from it.
 * @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 */
export const codes = {
  unknownChannel: 10003,
  unknownGuild: 10004,
  unknownMember: 10007,
  unknownMessage: 10008,
  unknownUser: 10013,
  oldMessageEdits: 30046,
  tooManyOpenings: 40003,
  tooLarge: 40005,
  answeredAlready: 40060,
  missingAccess: 50001,
  closedTalk: 50007,
  notForText: 50008,
  missingPermissions: 50013,
  notInThisChannel: 50024,
  invalidForm: 50035,
  archived: 50083,
  noMutualServer: 50278,
  threadExists: 160004,
} as const
