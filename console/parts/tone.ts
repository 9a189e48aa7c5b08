/** Whether a state is good, neutral or a problem. */
export type Tone = 'good' | 'warning' | 'bad' | 'plain';
