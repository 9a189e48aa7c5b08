export const profile = {
  console: {
    profile: {
      title: 'Your profile',
      person: 'You',
      email: 'Email address',
      name: 'Name',
      save: 'Save',
      password: 'Password',
      current_password: 'Current password',
      new_password: 'New password',
      new_password_help: '12 to 200 characters. A few words in a row are easy to remember and hard to guess.',
      change_password: 'Change password',
      password_note: 'You are signed out everywhere then, and sign in with the new one.',
      role: 'What you may do in %{tenant}, as %{role}',
    },
  },
};
