/**
 * Makes sums of template literals, where TypeScript would write calls of `concat`: eight bytes more each, and a method to
 * be found. What is put in is a string or a number here, never an object with a conversion of its own.
 */
import ts from "typescript";

/** A transformer for `ts.transpileModule`. */
export const templatesToSums: ts.TransformerFactory<ts.SourceFile> = (context) => {
  const { factory } = context;

  function sumOf(template: ts.TemplateExpression): ts.Expression {
    const parts: ts.Expression[] = template.head.text ? [factory.createStringLiteral(template.head.text)] : [];
    for (const { expression, literal } of template.templateSpans) {
      parts.push(visit(expression) as ts.Expression);
      if (literal.text) parts.push(factory.createStringLiteral(literal.text));
    }
    // Two numbers in a row would be added: a sum becomes a text with its first or second part.
    const isText = parts.slice(0, 2).some(ts.isStringLiteral);
    const all = isText ? parts : [factory.createStringLiteral(""), ...parts];
    return factory.createParenthesizedExpression(all.reduce((left, right) => factory.createAdd(left, right)));
  }

  function visit(node: ts.Node): ts.Node {
    return ts.isTemplateExpression(node) ? sumOf(node) : ts.visitEachChild(node, visit, context);
  }

  return (file) => ts.visitEachChild(file, visit, context) as ts.SourceFile;
};
