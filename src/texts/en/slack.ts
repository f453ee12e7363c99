import type { slack as reference } from '../fr/slack.ts'
import { platforms } from './platforms.ts'

// Only for programs that do not show "<!date>" in the reader's own time zone.
const moments = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
})

export const slack: typeof reference = {
  ...platforms,
  close: 'Close',
  cancel: 'Cancel',
  next: 'Next',
  answer: 'Badges',
  moment: 'One moment…',
  waiting: 'I am on it. The answer appears here in a few seconds.',
  search: 'Search…',
  settings: 'Settings, usually left as they are',
  optional: '(optional)',
  inFull: 'In full:',
  open: (host) => `Open ${host}`,
  about: (label, subject) => `${label}: ${subject}`,
  when: (at) => `${moments.format(at)} UTC`,
  onlyBadge: 'Only one command answers here: /badge. Type /badge help to see what I can do.',
  tooLate: 'The answer took too long, and Slack closed the window. Do it again.',
  fileElsewhere: 'Slack does not keep it itself: give its link instead.',
  notInstalledYet: (address) =>
    `Cordée is not connected to this workspace yet. Whoever may install apps in it does so from ${address}`,
  installed: {
    title: 'Cordée is in Slack',
    text: (workspace) =>
      `The workspace ${workspace} is connected. Go back to Slack, invite Cordée to a channel and type /badge.`,
  },
  installCancelled: {
    title: 'Installation cancelled',
    text: 'Nothing was installed. You can start again whenever you like from /slack/install.',
  },
  installExpired: {
    title: 'This link is of no use any more',
    text: 'An installation ends within ten minutes, in the browser where it began, and once. Start again from /slack/install.',
  },
  installFailed: {
    title: 'The installation did not come through',
    text: 'Slack did not confirm the installation. Nothing was installed: start again in a moment from /slack/install.',
  },
}
