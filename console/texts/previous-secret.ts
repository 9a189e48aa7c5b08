/** Rotating the client secret of a credential or an OAuth client. */
export const previousSecret = {
  console: {
    previous_secret: {
      expires: 'Previous secret expires',
      choices: { none: 'Immediately', day: 'In 1 day', week: 'In 7 days', month: 'In 30 days' },
      help: 'Until then, requests that the provider refuses with the new secret are repeated with the previous one.',
      end: 'Delete now',
      end_title: 'Delete the previous client secret?',
      end_text: 'From then on, only the current secret is used. The provider must accept it.',
      end_confirm: 'Delete previous secret',
      ended: 'Previous secret deleted',
    },
  },
};
