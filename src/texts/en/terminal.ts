import type { terminal as reference } from '../fr/terminal.ts'

export const terminal: typeof reference = {
  verifyUsage:
    'Give the file of the badge, or its address: npm run verify -- FILE_OR_URL [--email ADDRESS] [--json]',
  verifyNoFile: (file) => `The file cannot be read: ${file}`,
  greeting: ({ home, learner, trainer, newMasterKey }) =>
    [
      '',
      'Cordée is ready.',
      '',
      `  Home                    ${home}`,
      `  For the trainer         ${trainer}`,
      `  For the learners        ${learner}`,
      '',
      'The trainer’s link is personal: it lets its holder propose badges. The learners’ link is to be shared.',
      ...(newMasterKey === undefined
        ? []
        : [
            `A master key was just made: ${newMasterKey} (MASTER_KEY_FILE).`,
            'Keep a copy of it elsewhere: without it badges can no longer be signed.',
          ]),
      'To stop: Ctrl+C.',
      '',
    ].join('\n'),
}
