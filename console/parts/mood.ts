/** Whether something is as it should be. */
export type Mood = 'good' | 'warning' | 'bad' | 'plain';
