export const profile = {
  console: {
    profile: {
      title: 'Your profile',
      account: 'Account',
      email: 'Email address',
      name: 'Name',
      save: 'Save',
      password: 'Password',
      current_password: 'Current password',
      new_password: 'New password',
      new_password_help: '12 to 200 characters. A few random words are easy to remember and hard to guess.',
      change_password: 'Change password',
      password_note: 'This signs you out everywhere. Then sign in with the new password.',
      role: 'Your permissions in %{tenant} as %{role}',
    },
  },
};
