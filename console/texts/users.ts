export const users = {
  resources: {
    users: {
      name: 'User |||| Users',
      fields: {
        email: 'Email address',
        name: 'Name',
        role_id: 'Role',
        active: 'Active',
        state: 'State',
        created_at: 'Created',
        updated_at: 'Updated',
      },
    },
  },
  console: {
    users: {
      empty: 'No matching users',
      empty_text: 'No user of this tenant matches the filters.',
      new: 'Add user',
      you: 'You',
      active: 'Active',
      inactive: 'Deactivated',
      waiting: 'Invited',
      any_role: 'Any role',
      find: 'Exact email address',
      email_help: 'The user signs in with it. No email is sent.',
      name_help: 'Shown until the user accepts. If they already have an account, its name is kept.',
      role_help: 'Their permissions in this tenant. You can change the role at any time.',
      too_strong: '%{name} (more permissions than you)',
      active_help:
        'Deactivated users keep their role, but cannot sign in to this tenant or use their API keys.',
      next_steps: 'Next steps',
      then_new:
        'A user who is new to this server needs a password first: the operator creates a link with “valetkey user password-link” and sends it to them. The link works once, within three days. They then sign in and accept the invitation.',
      then_known:
        'A user who already has an account signs in as usual. The sign-in page shows the invitation. Once they accept, the tenant appears in their console.',
      waits:
        'This user has not accepted the invitation yet. They can do so on the sign-in page. Until then, the name and email address are those you entered.',
      password: 'Password',
      password_link:
        'If the user has no password yet or forgot it, the operator runs this command and sends them the link it prints. The link works once, within three days.',
      command: 'Command',
      stronger: 'This user’s role has permissions that you do not have, so you cannot edit or remove them.',
      remove: 'Remove',
      remove_title: 'Remove %{name} from the tenant?',
      remove_text:
        'Their API keys and tokens for this tenant stop working immediately. What they created is kept, and so are their account and their other tenants.',
      remove_self: 'This is you. You lose access to this tenant, and someone else has to add you again.',
      remove_confirm: 'Remove user',
      remove_cancel: 'Cancel',
      removed: 'Removed',
    },
  },
};
