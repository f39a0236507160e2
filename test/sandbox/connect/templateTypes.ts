/** When an option or a field is shown, and counts: a comparison with another value of the configuration, or several. */
export type Visibility =
  | { readonly name: string; readonly value: unknown }
  | { readonly operator: 'and' | 'or' | 'not'; readonly operands: readonly Visibility[] };

interface Input {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly order: number;
  readonly visibility_expression?: Visibility;
}

export interface TemplateOption extends Input {
  readonly type: 'bool' | 'select';
  readonly values?: readonly string[];
  readonly default: string | boolean;
}

export interface TemplateField extends Input {
  readonly default: string;
  /** A regular expression. */
  readonly validation: string;
  readonly validation_description: string;
  readonly secret: boolean;
  readonly multiline: boolean;
}

/** A template of integrations as Connect's API shows it. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly sections: readonly {
    readonly id: number;
    readonly order: number;
    readonly name: string;
    readonly description: string;
  }[];
  readonly options: readonly TemplateOption[];
  readonly fields: readonly TemplateField[];
  readonly environment_variables: readonly string[];
}

/** Whether an option or a field counts with this configuration, in which defaults are filled in. */
export function isVisible(
  { visibility_expression: expression }: Pick<Input, 'visibility_expression'>,
  config: Readonly<Record<string, unknown>>,
): boolean {
  return expression === undefined || holds(expression, config);
}

function holds(expression: Visibility, config: Readonly<Record<string, unknown>>): boolean {
  if ('name' in expression) return config[expression.name] === expression.value;
  const results = expression.operands.map((operand) => holds(operand, config));
  if (expression.operator === 'not') return !results.includes(true);
  return expression.operator === 'and' ? !results.includes(false) : results.includes(true);
}
