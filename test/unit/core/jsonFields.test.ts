import assert from 'node:assert/strict';
import * as fields from '../../../src/core/jsonFields.js';

const GUID = '0A1b2c3d-0000-4000-8000-000000000001';

/** A list of one object in an answer, whose member is `value`. */
function placeWith(value: unknown): fields.Place {
  const [place] = fields.objectsAt([{ value }], 'list');
  return place ?? assert.fail('There is no place');
}

describe('A field of an answer', () => {
  const readers = {
    optionalText: { right: ['', 'a'], wrong: [7, true, {}], expected: 'a text' },
    optionalFlag: { right: [true, false], wrong: ['true', 0], expected: 'true or false' },
    optionalCount: { right: [0, 7], wrong: [-1, 1.5, '7', 2 ** 53], expected: 'a whole number' },
    optionalNumber: { right: [0, -1.5], wrong: ['7', true], expected: 'a number' },
    requiredText: { right: ['a'], wrong: ['', 7, null, undefined], expected: 'a text' },
    requiredGuid: { right: [GUID], wrong: ['', `${GUID}/..`, `../${GUID}`, 7, null, undefined], expected: 'a' },
    optionalGuid: { right: [GUID], wrong: ['x'], expected: 'a GUID' },
    optionalTexts: { right: [[], ['a', '']], wrong: ['a', {}], expected: 'a list' },
  } as const;
  for (const [reader, { right, wrong, expected }] of Object.entries(readers)) {
    const read = fields[reader as keyof typeof readers];
    it(`is read by ${reader} if it is right; otherwise the error names it`, () => {
      for (const value of right) {
        assert.deepEqual(read(placeWith(value), 'value'), value);
      }
      for (const value of wrong) {
        assert.throws(() => read(placeWith(value), 'value'), {
          ...{ name: 'WrongField', field: 'list[0].value' },
          message: new RegExp(`^list\\[0\\]\\.value is not ${expected}`),
        });
      }
    });
  }

  it('is absent if it is null or only inherited', () => {
    assert.equal(fields.optionalText(placeWith(null), 'value'), undefined);
    assert.equal(fields.optionalText(placeWith('a'), 'toString'), undefined);
    assert.deepEqual(fields.optionalTexts(placeWith(null), 'value'), []);
    assert.deepEqual(fields.optionalObjects(placeWith(undefined), 'value'), []);
    assert.equal(fields.optionalTime(placeWith(null), 'value'), undefined);
    assert.equal(fields.optionalGuid(placeWith(null), 'value'), undefined);
  });

  it('that is a time is read in milliseconds', () => {
    assert.equal(fields.optionalTime(placeWith('1970-01-01T00:00:01Z'), 'value'), 1_000);
    assert.throws(() => fields.optionalTime(placeWith('soon'), 'value'), /^WrongField: list\[0\]\.value is not a time/);
  });

  it('of a wrong element is named with its place in the list', () => {
    assert.throws(() => fields.optionalTexts(placeWith(['a', 7]), 'value'), /list\[0\]\.value\[1\] is not a text/);
    assert.throws(
      () => fields.optionalObjects(placeWith([{}, 'a']), 'value'),
      /list\[0\]\.value\[1\] is not an object/,
    );
  });

  it('is named from the beginning of the answer', () => {
    assert.throws(() => fields.objectAt([], ''), /the answer is not an object/);
    assert.throws(() => fields.objectsAt({}, ''), /the answer is not a list/);
    assert.throws(() => fields.requiredText(fields.objectAt({}, ''), 'name'), { field: 'name' });
  });
});
