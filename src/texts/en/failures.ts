import type { FailureReason } from '#src/app/failure-reason.ts'
import type { failures as reference } from '../fr/failures.ts'

const answered = ({ reply }: Pick<FailureReason, 'reply'>) =>
  reply === undefined ? '' : ` (reply ${reply})`

export const failures: typeof reference = {
  'mail-address': () => 'This is no mail address. Check the address with the person.',
  'mail-refused': (facts) =>
    `The mail server refuses this address or this letter${answered(facts)}. Check the address with the person.`,
  'mail-later': (facts) => `The mail server asks to try again later${answered(facts)}.`,
  'mail-closing': (facts) => `The mail server takes no letters at the moment${answered(facts)}.`,
  'mail-locked-out': (facts) =>
    `The mail server does not let the service in${answered(facts)}. Whoever runs the service must check SMTP_URL and MAIL_FROM.`,
  'mail-unreachable': () => 'The mail server could not be reached, or did not confirm the letter.',
  'mail-folder': () =>
    'The letter could not be written in its folder. Whoever runs the service must check the disk.',
  'chat-refused': () =>
    'The private message was refused: this person, or their chat, takes none from Cordée.',
  'chat-channel': () =>
    'Cordée is not in this channel, or the channel is gone. In Slack, type /invite @cordee in the channel; in Discord, give Cordée the right to see it.',
  'chat-disconnected': () =>
    'Cordée is not connected to this chat any more. Whoever administers it must install it again.',
  'chat-scope': ({ right }) =>
    `The app Cordée lacks the right ${right ?? 'that it takes'}. Whoever administers the chat must give it that right, or install it again with the rights that its guide names.`,
  'chat-unreachable': () => 'The chat could not be reached, or did not answer in time.',
  other: () =>
    'Something did not work on our side. Whoever runs the service finds the reason in the log.',
}
