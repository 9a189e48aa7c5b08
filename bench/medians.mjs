// Medians over rounds. The `rounds` of a row are the results of each round.

export function figure({ rounds }, name) {
  return median(rounds.map((round) => round[name]));
}

/** The median of the ratios in each round, not the ratio of medians, because a slow minute affects both rows. */
export function ratio(name, row, other) {
  return median(row.rounds.map((round, index) => round[name] / other.rounds[index][name]));
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
