export const users = {
  resources: {
    users: {
      name: 'User |||| Users',
      fields: {
        email: 'Email address',
        name: 'Name',
        role_id: 'Role',
        active: 'May work here',
        state: 'State',
        created_at: 'Created',
        updated_at: 'Changed',
      },
    },
  },
  console: {
    users: {
      empty: 'Nobody has this role',
      empty_text: 'No user of this tenant is like that. Ask for others.',
      new: 'Add user',
      you: 'You',
      active: 'Active',
      inactive: 'Switched off',
      waiting: 'Has not agreed yet',
      any_role: 'Any role',
      find: 'Exact email address',
      email_help: 'With it they sign in. Nobody is sent an email by this.',
      name_help: 'For somebody who is new here. Whoever has a name already keeps it.',
      role_help: 'What they may do in this tenant. It can be changed at any time.',
      too_strong: '%{name} (may do more than you)',
      active_help:
        'Whoever is switched off keeps their role, and can do nothing with it: neither sign in here nor use their API keys.',
      what_then: 'What happens then',
      then_new:
        'Somebody who is new to this server gets a password first: the operator makes a link with “valetkey user password-link” and passes it on. The link works once, for three days.',
      then_known:
        'Somebody who has an account here already signs in as ever. The sign-in page asks whether they want to be a user of this tenant; once they have agreed, they find it in their console.',
      waits:
        'This person has an account already, and has not agreed yet to be a user of this tenant. The sign-in page asks them.',
      password: 'Password',
      password_link:
        'No password yet, or forgotten: the operator runs this command and passes on the link that it prints. The link works once, for three days.',
      command: 'Command',
      stronger:
        'The role of this user permits what you may not do yourself, so you can neither edit nor remove them.',
      remove: 'Remove',
      remove_title: 'Remove %{name} from the tenant?',
      remove_text:
        'Their API keys and tokens for this tenant end at once. What they have made stays, and so does their account, with other tenants.',
      remove_self: 'This is you. You are out of this tenant then, and somebody else has to add you again.',
      remove_confirm: 'Remove them',
      remove_cancel: 'Keep them',
      removed: 'Removed',
    },
  },
};
