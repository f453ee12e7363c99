import { z } from 'zod'
import { flag, type Method, method, SlackError } from './method.ts'

/** User groups. @see https://docs.slack.dev/reference/methods/usergroups.list */
export const usergroups: Readonly<Record<string, Method>> = {
  'usergroups.list': method(
    z.object({
      include_count: flag.default(false),
      include_disabled: flag.default(false),
      include_users: flag.default(false),
      team_id: z.string().optional(),
    }),
    ({ team }, args) => ({
      usergroups: [...team.userGroups.values()]
        .filter(({ disabled }) => args.include_disabled || !disabled)
        .map(({ id, handle, name, members, disabled }) => ({
          id,
          team_id: team.id,
          is_usergroup: true,
          name,
          description: '',
          handle,
          is_external: false,
          date_create: 1446598059,
          date_update: 1446670362,
          date_delete: disabled ? 1446748865 : 0,
          auto_type: null,
          created_by: 'U0FOUNDER',
          updated_by: 'U0FOUNDER',
          deleted_by: null,
          prefs: { channels: [], groups: [] },
          ...(args.include_users ? { users: members } : {}),
          ...(args.include_count ? { user_count: String(members.length) } : {}),
        })),
    }),
  ),

  'usergroups.users.list': method(
    z.object({
      usergroup: z.string(),
      include_disabled: flag.default(false),
      team_id: z.string().optional(),
    }),
    ({ team }, args) => {
      const group = team.userGroups.get(args.usergroup)
      if (!group || (group.disabled && !args.include_disabled))
        throw new SlackError('no_such_subteam')
      return { users: group.members }
    },
  ),
}
