// Medians over rounds. A row has a `rounds`: what each round gave.

export function figure({ rounds }, name) {
  return median(rounds.map((round) => round[name]));
}

/** The median of each round's ratio, not the ratio of medians: a slow minute of the machine is slow for both. */
export function ratio(name, row, other) {
  return median(row.rounds.map((round, index) => round[name] / other.rounds[index][name]));
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
