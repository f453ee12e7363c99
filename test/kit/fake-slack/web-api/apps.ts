import { z } from 'zod'
import { type Method, method, SlackError } from './method.ts'

/** The app in a team. @see https://docs.slack.dev/reference/methods/apps.uninstall */
export const apps: Readonly<Record<string, Method>> = {
  'apps.uninstall': method(
    z.object({ client_id: z.string(), client_secret: z.string() }),
    ({ world, team }, args) => {
      if (args.client_id !== world.clientId) throw new SlackError('invalid_client_id')
      if (args.client_secret !== world.clientSecret) throw new SlackError('bad_client_secret')
      for (const grant of world.grants.values()) if (grant.teamId === team.id) grant.revoked = true
      return { uninstalled: true }
    },
  ),
}
