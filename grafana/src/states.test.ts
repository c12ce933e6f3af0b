/** Colours that people with any kind of colour blindness can tell from each other. */
import { expect, test } from "@jest/globals";
import { COLORS } from "./states.ts";

type Three = [number, number, number];

/**
 * What reaches the eye, from linear RGB: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
 * Color Vision Deficiency" (2009), at full severity.
 */
const SIGHTS: Record<string, [Three, Three, Three]> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** A colour as `#rrggbb` in linear RGB (the inverse of sRGB's transfer function). */
const linear = (color: string) =>
  [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Three;

const times = (matrix: [Three, Three, Three], [a, b, c]: Three) =>
  matrix.map((row) => row[0] * a + row[1] * b + row[2] * c) as Three;

/** CIE 1976 L*a*b* under daylight (D65), in which distances are about what people see. */
function lab(rgb: Three): Three {
  const toXyz: [Three, Three, Three] = [
    [0.4339, 0.3762, 0.1899],
    [0.2126, 0.7152, 0.0722],
    [0.0178, 0.1095, 0.8729],
  ];
  const [x, y, z] = times(toXyz, rgb).map((value) =>
    value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116,
  ) as Three;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (a: Three, b: Three) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

test.each(Object.entries(SIGHTS))("every two colours of the palette are told apart with %s", (_, sight) => {
  const seen = Object.entries(COLORS).map(
    ([name, color]) => [name, lab(times(sight, linear(color)))] as const,
  );
  const confused = seen.flatMap(([a, at], index) =>
    seen.slice(index + 1).flatMap(([b, bt]) => (distance(at, bt) < 18 ? [`${a} and ${b}`] : [])),
  );
  expect(confused).toEqual([]);
});
