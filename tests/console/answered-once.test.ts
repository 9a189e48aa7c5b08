import { answeredOnce } from '../../console/answered-once.ts';

type Blocker = Parameters<typeof answeredOnce>[0];

const answers: string[] = [];
const blocked = (): Blocker => ({
  state: 'blocked',
  location: { pathname: '/flows', search: '', hash: '', state: null, key: 'a' },
  proceed: () => void answers.push('proceed'),
  reset: () => void answers.push('reset'),
});
beforeEach(() => answers.splice(0));

test('a blocked navigation that was canceled is not continued later', () => {
  const [blocker, answered] = [blocked(), { current: undefined }];
  answeredOnce(blocker, answered).reset?.();
  // The form may still see the blocked navigation.
  answeredOnce(blocker, answered).proceed?.();
  expect(answers).toEqual(['reset']);
});

test('the next blocked navigation can be answered', () => {
  const answered = { current: undefined };
  answeredOnce(blocked(), answered).reset?.();
  answeredOnce(blocked(), answered).proceed?.();
  expect(answers).toEqual(['reset', 'proceed']);
});

test('without a blocked navigation there is nothing to answer', () => {
  const idle: Blocker = { state: 'unblocked', proceed: undefined, reset: undefined, location: undefined };
  expect(answeredOnce(idle, { current: undefined })).toBe(idle);
});
