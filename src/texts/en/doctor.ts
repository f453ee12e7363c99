import { sayDay } from '../dates.ts'
import type { doctor as reference } from '../fr/doctor.ts'

export const doctor: typeof reference = {
  title: 'How Cordée is doing',
  marks: { good: 'good', look: 'to look at', wrong: 'wrong', unchecked: 'not checked' },
  parts: {
    node: 'Node',
    memory: 'Memory',
    settings: 'Settings',
    disk: 'Disk',
    'data-folder': 'Data folder',
    'master-key': 'Master key',
    database: 'Database',
    tables: 'Tables',
    integrity: 'Integrity',
    'issuer-keys': 'Signing keys',
    jobs: 'Waiting work',
    clock: 'Clock',
    service: 'Service',
    'public-url': 'Public address',
    mail: 'Mail',
    'mail-domain': 'Mail domain',
    slack: 'Slack',
    discord: 'Discord',
  },
  summary: ({ good, look, wrong, unchecked }) =>
    `${wrong === 0 ? 'Nothing is wrong' : `Wrong: ${wrong}`}. To look at: ${look}. Good: ${good}. Not checked: ${unchecked}.`,
  findings: {
    nodeGood: ({ version }) => `version ${version}.`,
    nodeUntested: ({ version }) =>
      `version ${version}, newer than the one Cordée is tested with (24).`,
    memoryGood: ({ mebibytes }) => `${mebibytes} MiB available.`,
    memoryLow: ({ mebibytes }) =>
      `only ${mebibytes} MiB available: the service needs about 200. Close other programs or add memory.`,

    settingsRead: ({ engine, address }) =>
      `read without a mistake. Database: ${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}. Listens on ${address}.`,
    settingsMistake: ({ line }) => line,
    settingsFirst: () => 'the rest waits until the settings are mended.',

    diskGood: ({ gibibytes }) => `${decimal(gibibytes)} GiB free.`,
    diskLow: ({ gibibytes }) =>
      `only ${decimal(gibibytes)} GiB free: make room before the service has to refuse ballots.`,
    diskUnknown: ({ folder }) => `the free space around ${folder} could not be read.`,

    folderGood: ({ folder }) => `${folder}, readable by you alone.`,
    folderNotYet: ({ folder }) => `${folder} does not exist yet: the first start makes it.`,
    folderNotUsable: ({ folder }) =>
      `${folder} cannot be read and written by this user: give it that right, or change DATA_DIR.`,
    folderOpen: ({ folder }) => `other users of this machine can enter ${folder}: chmod 700.`,

    keyGood: ({ file }) => `${file}. Do you have a copy of it elsewhere?`,
    keyNotYet: ({ file }) => `${file} does not exist yet: the first start makes it.`,
    keyMissing: ({ file }) =>
      `${file} does not exist, but the database holds sealed keys: put its copy back.`,
    keyUnreadable: ({ file }) =>
      `${file} does not hold a key that can be read (32 bytes in base64): put its copy back.`,
    keyOpen: ({ file }) => `other users of this machine can read ${file}: chmod 600.`,

    sqliteGood: ({ file, mebibytes }) => `${file}, ${decimal(mebibytes)} MiB.`,
    sqliteNotYet: ({ file }) => `${file} does not exist yet: the first start makes it.`,
    sqliteUnreadable: ({ file, detail }) =>
      `${file} cannot be read (${detail}): restore the last backup (docs/running.md).`,
    postgresGood: ({ version, where }) => `PostgreSQL ${version}, ${where}.`,
    postgresOld: ({ version }) => `PostgreSQL ${version} is no longer maintained: plan an upgrade.`,
    postgresLossy: ({ setting }) =>
      `PostgreSQL is set with ${setting}: an acknowledged ballot may be lost when the machine stops. Set it to on again.`,
    postgresUnreachable: ({ detail }) =>
      `DATABASE_URL: the database does not answer (${detail}). Check the address, the password and that PostgreSQL runs.`,

    tablesCurrent: () => 'up to date.',
    tablesNotYet: () => 'not made yet: the first start does it.',
    tablesOlder: ({ missing }) =>
      `${missing === 1 ? 'one migration waits' : `${missing} migrations wait`}: the next start carries it out. Back up first.`,
    tablesNewer: () =>
      'made by a newer version of Cordée: take that version again, or restore a backup from before.',

    integrityGood: () => 'SQLite found no fault (quick_check).',
    integrityBroken: ({ detail }) =>
      `the database is damaged (${detail}): stop the service and restore the last backup (docs/running.md).`,
    integrityTooLong: ({ seconds }) =>
      `not finished after ${seconds} seconds; npm run backup makes a complete check.`,
    integrityPostgres: () =>
      'PostgreSQL looks after itself; npm run backup reads every row again, pg_amcheck examines the indexes.',

    keysOpen: ({ count, oldestAt, tokens }) =>
      `${count}, all opened by the master key. In use since ${sayDay('en', oldestAt)}${tokens === 0 ? '; the RSA key for tokens is made when it is first needed' : ', with the RSA key for tokens'}.`,
    keysOld: ({ count, oldestAt }) =>
      `${count}, all opened by the master key. One of them has signed since ${sayDay('en', oldestAt)}, more than a year: npm run keys -- rotate takes a new one, and what it signed goes on being believed.`,
    keysClosed: ({ count, all }) =>
      `${count} of ${all} do not open with this master key: put back the one that sealed them.`,
    pinned: ({ pinned }) =>
      `badges are made under ${pinned}: keep this domain as long as they live.`,
    pinnedOther: ({ pinned, given }) =>
      `PUBLIC_URL: badges were made under ${pinned}, and PUBLIC_URL ${given === undefined ? 'is not set' : `is ${given}`}: the service will not start. Set it to ${pinned} again (docs/running.md, "Moving house").`,
    keysUnchecked: () => 'a database and a master key come first.',

    jobsGood: ({ waiting }) => `${waiting} waiting, none late, none given up.`,
    jobsDead: ({ count }) => `${count} given up: npm run outbox says why, and lets you try again.`,
    jobsLate: ({ count, minutes }) =>
      `${count} late, the oldest by ${minutes} min: is the service running?`,

    clockGood: ({ against, seconds }) => `within ${decimal(seconds)} s of ${against}.`,
    clockOff: ({ against, seconds }) =>
      `${decimal(seconds)} s away from ${against}: set the time by NTP (timedatectl set-ntp true).`,
    clockUnchecked: () => 'there is no other clock to compare it with.',

    serviceUp: ({ address }) => `answers on ${address}, ready.`,
    serviceNotReady: ({ address }) =>
      `answers on ${address}, but cannot do its work (/readyz): read its log.`,
    serviceDown: ({ address }) => `does not answer on ${address}: npm start starts it.`,
    serviceUnknown: () => 'PORT leaves the choice to the system: nobody knows where it answers.',

    publicNone: () => 'no PUBLIC_URL: badges are practice badges, which nobody vouches for.',
    publicPlain: ({ url }) =>
      `${url} is not https: badges remain practice badges, and everything travels in the clear.`,
    publicGood: ({ url, ms }) => `${url} answers in ${ms} ms.`,
    publicAnswers: ({ url, status }) =>
      `${url}/healthz answers ${status}: does the reverse proxy lead to the service?`,
    publicUnreachable: ({ url, detail }) =>
      `${url} cannot be reached from this machine (${detail}): check the name, the certificate and the reverse proxy. Some networks keep a machine from reaching itself.`,
    publicWhileDown: ({ url }) => `${url} leads nowhere while the service is stopped.`,

    mailFolder: ({ folder }) => `no SMTP_URL: letters are kept in ${folder} and are not sent.`,
    mailFolderBroken: ({ folder }) =>
      `letters cannot be written to ${folder}: give this user the right to.`,
    mailGood: ({ server, loggedIn }) =>
      `${server} answers${loggedIn ? ', lets us in' : ''} and encrypts.`,
    mailPlain: ({ server }) =>
      `${server} answers, but without encryption: letters and password travel in the clear. Take smtps:// or a server with STARTTLS.`,
    mailLocal: ({ server }) => `${server} answers, on this machine.`,
    mailRefused: ({ server, code }) =>
      `${server} does not let us in (${code}): check the name and the password in SMTP_URL.`,
    mailUnreachable: ({ server, detail }) =>
      `${server} does not answer as it should (${detail}): check SMTP_URL and the firewall.`,

    domainOnlyWithMail: () => 'does not matter while letters are not sent.',
    domainMadeUp: ({ from }) =>
      `letters come from ${from}, a made-up address that many will refuse: set MAIL_FROM.`,
    domainUnknown: ({ domain }) =>
      `the DNS asked from here does not know ${domain}: check MAIL_FROM, and this machine's access to the internet.`,
    recordFound: ({ record, name }) => `${record} found at ${name}.`,
    recordMissing: ({ record, name }) =>
      `no ${record} at ${name}: without it letters will end among the unwanted. Ask whoever runs the domain.`,
    recordUnknown: ({ record, name, detail }) =>
      `${record} at ${name}: could not be looked up (${detail}).`,
    dkimElsewhere: () =>
      'DKIM: only whoever signs the letters knows the selector. Look at the DKIM-Signature header of a letter received.',
    dkimOtherKey: ({ name }) =>
      `the key at ${name} is not that of DKIM_KEY_FILE: letters will be rejected. Publish the right key, or change DKIM_SELECTOR.`,

    slackScopes: ({ variable, scopes }) =>
      `${variable}: the app lacks rights (${scopes}): paste the manifest of adapters/slack again, then reinstall it.`,
    slackBot: ({ variable, name }) => `${variable}: the token is good for the workspace ${name}.`,
    slackSocket: ({ variable }) => `${variable}: Slack opens a connection by Socket Mode.`,
    slackBusy: ({ variable, detail }) =>
      `${variable}: Slack answers, but not now (${detail}). Try again in a few minutes.`,
    slackUnreachable: ({ variable, detail }) =>
      `${variable}: Slack cannot be reached (${detail}). Check this machine's access to the internet.`,
    slackApiUnreachable: ({ url, detail }) =>
      `nothing answers at SLACK_API_URL (${url}, ${detail}): check this address, or remove it to reach Slack itself.`,
    slackNoApi: ({ url }) =>
      `SLACK_API_URL (${url}) does not lead to Slack's Web API: the address should end in /api/. Remove it to reach Slack itself.`,
    slackMany: () => 'reachable; workspaces connect from /slack/install.',
    notConfigured: ({ variable }) => `not configured (${variable}).`,
    discordGood: ({ name, address }) =>
      `reachable, under the name ${name}. The link that adds it to a server: ${address}`,
    discordOtherApplication: ({ id }) =>
      `DISCORD_APPLICATION_ID is not that of the token: write ${id}, or leave it out.`,
    discordOtherKey: ({ key }) => `DISCORD_PUBLIC_KEY is not this application's: write ${key}.`,
    discordEndpoint: ({ endpoint }) =>
      `Discord sends what people do to ${endpoint}, and nothing here: empty Interactions Endpoint URL on the page General Information, or set DISCORD_PUBLIC_KEY.`,
    discordNoEndpoint: ({ address }) =>
      `with DISCORD_PUBLIC_KEY, Discord must know where to write: put ${address} into Interactions Endpoint URL on the page General Information (while the service runs), or leave the variable out.`,
    discordMembers: ({ id }) =>
      `does not show who has a role: each person will have to say that they are in the group. To spare them that, turn Server Members Intent on at https://discord.com/developers/applications/${id}/bot`,
    tokenRefused: ({ variable, reason }) =>
      `the token is refused (${reason}): copy ${variable} again from the app's page.`,
    chatBusy: ({ detail }) => `answers, but not now (${detail}): try again in a few minutes.`,
    chatUnreachable: ({ detail }) =>
      `cannot be reached (${detail}): check this machine's access to the internet.`,

    unexpected: ({ detail }) => `the examination itself failed (${detail}).`,
  },
}

function decimal(number: number): string {
  return number.toLocaleString('en', { maximumFractionDigits: 1 })
}
