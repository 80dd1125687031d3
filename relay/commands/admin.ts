/** `admin link`: a way to the admin's page for whoever can reach the database. */
import { SettingError } from '../settings/settings.ts'
import { COMMANDS } from '../store/audit.ts'
import { insertAdminLink } from '../store/people/admin-sessions.ts'
import { createId, createSecret, hashSecret } from '../token.ts'
import { type Command, missAction, type Run, withWords } from './run-command.ts'

export const adminCommand: Command = {
  usage: `usage:
  admin link`,
  read: ([name, ...args]) => (name === 'link' ? withWords(args, [], () => link) : missAction('admin', name)),
}

const link: Run = async ({ database, output, now, settings }) => {
  if (settings.publicUrl === null) {
    throw new SettingError('PUBLIC_URL must be set, as for the relay: the link begins with it.')
  }
  const secret = createSecret()
  await insertAdminLink(database, { id: createId(), secretHash: hashSecret(secret), author: COMMANDS }, now)
  output.error('good once, for ten minutes:')
  // Behind the #, which no server and no log of a proxy ever sees, and which opening the address alone does not use up.
  output.log(`${settings.publicUrl}/admin#link=${secret}`)
  return 0
}
