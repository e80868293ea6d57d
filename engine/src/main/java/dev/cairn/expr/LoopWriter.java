package dev.cairn.expr;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_SUPER;

import dev.cairn.expr.Expr.BinaryOp;
import dev.cairn.expr.Expr.UnaryOp;
import dev.cairn.expr.Schedule.Loop;
import dev.cairn.expr.Schedule.Node;
import dev.cairn.expr.Schedule.Op;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Generates the loops of a schedule as hidden classes. One loop is one method:
///
/// ```
/// static void loop7(Object[] rows, Object to, int n) {
///   float[] a = (float[]) rows[0], b = (float[]) rows[1], out = (float[]) to;
///   for (int i = 0; i < n; i++) out[i] = (a[i] - b[i]) / (a[i] + b[i]);
/// }
/// ```
///
/// What is written is chosen so that C2 vectorises it (JDK 25): no branch and no move between float
/// and integer registers. Comparisons are `signum(a - b)`, which is exact since operands are finite
/// and subnormals are kept; a value made NaN where it is infinite is `x + x * 0`.
final class LoopWriter {
  /// Loops of a class; the dispatching method has some 20 bytes for each and stays far below
  /// HotSpot's 8000.
  static final int LOOPS_PER_CLASS = 128;

  private static final ClassDesc LOOPS = Loops.class.describeConstable().orElseThrow();
  private static final ClassDesc GENERATED =
      ClassDesc.of(Loops.class.getPackageName(), "Generated");
  private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();
  private static final ClassDesc ARITHMETIC = Arithmetic.class.describeConstable().orElseThrow();
  private static final ClassDesc ROWS = ConstantDescs.CD_Object.arrayType();
  private static final MethodTypeDesc LOOP =
      MethodTypeDesc.of(ConstantDescs.CD_void, ROWS, ConstantDescs.CD_Object, ConstantDescs.CD_int);
  private static final MethodTypeDesc RUN = LOOP.insertParameterTypes(0, ConstantDescs.CD_int);

  private final TypeKind kind;
  private final ClassDesc type;

  private LoopWriter(Precision precision) {
    this.kind =
        switch (precision) {
          case FLOAT32 -> TypeKind.FLOAT;
          case FLOAT64 -> TypeKind.DOUBLE;
        };
    this.type = kind.upperBound();
  }

  /// Classes for the loops, [#LOOPS_PER_CLASS] in each, in order. They are unloaded with the
  /// instances.
  static List<Loops> write(List<Loop> loops, Precision precision) {
    var writer = new LoopWriter(precision);
    var classes = new ArrayList<Loops>();
    for (int i = 0; i < loops.size(); i += LOOPS_PER_CLASS) {
      byte[] bytes = writer.classOf(loops.subList(i, Math.min(loops.size(), i + LOOPS_PER_CLASS)));
      try {
        MethodHandles.Lookup made = MethodHandles.lookup().defineHiddenClass(bytes, true);
        Object instance =
            made.findConstructor(made.lookupClass(), MethodType.methodType(void.class)).invoke();
        classes.add((Loops) instance);
      } catch (Throwable e) {
        throw new IllegalStateException("a generated class did not load", e);
      }
    }
    return classes;
  }

  private byte[] classOf(List<Loop> loops) {
    return ClassFile.of()
        .build(
            GENERATED,
            c -> {
              c.withFlags(ACC_FINAL | ACC_SUPER).withSuperclass(LOOPS);
              c.withMethodBody(
                  ConstantDescs.INIT_NAME,
                  ConstantDescs.MTD_void,
                  0,
                  code ->
                      code.aload(0)
                          .invokespecial(LOOPS, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                          .return_());
              c.withMethodBody("run", RUN, ACC_FINAL, code -> dispatch(code, loops.size()));
              for (int i = 0; i < loops.size(); i++) {
                Loop loop = loops.get(i);
                c.withMethodBody("loop" + i, LOOP, ACC_STATIC, code -> loop(code, loop));
              }
            });
  }

  private static void dispatch(CodeBuilder code, int loops) {
    var cases = new ArrayList<SwitchCase>();
    for (int i = 0; i < loops; i++) {
      cases.add(SwitchCase.of(i, code.newLabel()));
    }
    Label none = code.newLabel();
    code.iload(1).tableswitch(0, loops - 1, none, cases);
    for (SwitchCase c : cases) {
      code.labelBinding(c.target())
          .aload(2)
          .aload(3)
          .iload(4)
          .invokestatic(GENERATED, "loop" + c.caseValue(), LOOP)
          .return_();
    }
    code.labelBinding(none).return_();
  }

  private void loop(CodeBuilder code, Loop loop) {
    int rows = code.parameterSlot(0);
    int n = code.parameterSlot(2);
    var slots = new HashMap<Node, Integer>();
    loop.leaves()
        .forEach(
            (leaf, row) -> {
              int slot = code.allocateLocal(TypeKind.REFERENCE);
              slots.put(leaf, slot);
              code.aload(rows).loadConstant(row).aaload().checkcast(type.arrayType()).astore(slot);
            });
    int out = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(code.parameterSlot(1)).checkcast(type.arrayType()).astore(out);
    int i = code.allocateLocal(TypeKind.INT);
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.iconst_0().istore(i).labelBinding(top).iload(i).iload(n).if_icmpge(end);
    code.aload(out).iload(i);
    if (slots.containsKey(loop.root())) {
      value(code, loop.root(), slots, i);
    } else {
      operation(code, loop.root(), slots, i);
    }
    code.arrayStore(kind).iinc(i, 1).goto_(top).labelBinding(end).return_();
  }

  private void value(CodeBuilder code, Node n, Map<Node, Integer> slots, int i) {
    Integer slot = slots.get(n);
    if (slot != null) {
      code.aload(slot).iload(i).arrayLoad(kind);
    } else {
      operation(code, n, slots, i);
    }
  }

  private void operation(CodeBuilder code, Node n, Map<Node, Integer> slots, int i) {
    if (n.op instanceof Op.Two(BinaryOp op) && (op == BinaryOp.AND || op == BinaryOp.OR)) {
      value(code, n.operands.get(0), slots, i);
      truth(code);
      value(code, n.operands.get(1), slots, i);
      truth(code);
      math(code, op == BinaryOp.AND ? "min" : "max", 2);
      return;
    }
    for (Node operand : n.operands) {
      value(code, operand, slots, i);
    }
    switch (n.op) {
      case Op.Input _ -> throw new IllegalStateException("an input without a row");
      case Op.Literal(double value) -> number(code, value);
      case Op.One(UnaryOp op) -> unary(code, op);
      case Op.Two(BinaryOp op) -> binary(code, op);
      case Op.Choose _ -> call(code, "where", 3);
      case Op.Finite _ -> {
        duplicate(code);
        number(code, 0);
        multiply(code);
        add(code);
      }
      case Op.Square _ -> {
        duplicate(code);
        multiply(code);
      }
    }
  }

  private void unary(CodeBuilder code, UnaryOp op) {
    switch (op) {
      case NEGATE -> negate(code);
      case NOT -> {
        truth(code);
        oneMinus(code);
      }
      case ABS -> math(code, "abs", 1);
      case SQRT, FLOOR, CEIL -> viaDouble(code, op.symbol);
      case ROUND -> viaDouble(code, "rint");
      case LOG, LOG10, EXP, SIN, COS, TAN -> call(code, op.symbol, 1);
      case IS_VALID -> {
        // 1 + 0·x as an integer: NaN becomes 0
        number(code, 0);
        multiply(code);
        number(code, 1);
        add(code);
        if (kind == TypeKind.FLOAT) {
          code.f2i().i2f();
        } else {
          code.d2i().i2d();
        }
      }
    }
  }

  private void binary(CodeBuilder code, BinaryOp op) {
    switch (op) {
      case ADD -> add(code);
      case SUBTRACT -> subtract(code);
      case MULTIPLY -> multiply(code);
      case DIVIDE -> {
        if (kind == TypeKind.FLOAT) {
          code.fdiv();
        } else {
          code.ddiv();
        }
      }
      case MODULO -> call(code, "mod", 2);
      case POWER -> call(code, "pow", 2);
      case ATAN2 -> call(code, "atan2", 2);
      case MIN -> math(code, "min", 2);
      case MAX -> math(code, "max", 2);
      case LESS -> less(code);
      case GREATER -> greater(code);
      case LESS_EQUAL -> {
        greater(code);
        oneMinus(code);
      }
      case GREATER_EQUAL -> {
        less(code);
        oneMinus(code);
      }
      case NOT_EQUAL -> different(code);
      case EQUAL -> {
        different(code);
        oneMinus(code);
      }
      case AND, OR -> throw new IllegalStateException("written by operation()");
    }
  }

  private void greater(CodeBuilder code) {
    subtract(code);
    math(code, "signum", 1);
    number(code, 0);
    math(code, "max", 2);
  }

  private void less(CodeBuilder code) {
    subtract(code);
    math(code, "signum", 1);
    negate(code);
    number(code, 0);
    math(code, "max", 2);
  }

  private void different(CodeBuilder code) {
    subtract(code);
    truth(code);
  }

  /// 1 for what is not 0.
  private void truth(CodeBuilder code) {
    math(code, "signum", 1);
    math(code, "abs", 1);
  }

  /// 1 - x, for x of 0 or 1.
  private void oneMinus(CodeBuilder code) {
    negate(code);
    number(code, 1);
    add(code);
  }

  private void viaDouble(CodeBuilder code, String function) {
    if (kind == TypeKind.FLOAT) {
      code.f2d();
    }
    code.invokestatic(
        MATH, function, MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_double));
    if (kind == TypeKind.FLOAT) {
      code.d2f();
    }
  }

  private void math(CodeBuilder code, String function, int operands) {
    code.invokestatic(MATH, function, signature(operands));
  }

  private void call(CodeBuilder code, String function, int operands) {
    code.invokestatic(ARITHMETIC, function, signature(operands));
  }

  private MethodTypeDesc signature(int operands) {
    return MethodTypeDesc.of(type, java.util.Collections.nCopies(operands, type));
  }

  private void number(CodeBuilder code, double value) {
    if (kind == TypeKind.FLOAT) {
      code.loadConstant((float) value);
    } else {
      code.loadConstant(value);
    }
  }

  private void duplicate(CodeBuilder code) {
    if (kind == TypeKind.FLOAT) {
      code.dup();
    } else {
      code.dup2();
    }
  }

  private void negate(CodeBuilder code) {
    if (kind == TypeKind.FLOAT) {
      code.fneg();
    } else {
      code.dneg();
    }
  }

  private void add(CodeBuilder code) {
    if (kind == TypeKind.FLOAT) {
      code.fadd();
    } else {
      code.dadd();
    }
  }

  private void subtract(CodeBuilder code) {
    if (kind == TypeKind.FLOAT) {
      code.fsub();
    } else {
      code.dsub();
    }
  }

  private void multiply(CodeBuilder code) {
    if (kind == TypeKind.FLOAT) {
      code.fmul();
    } else {
      code.dmul();
    }
  }
}
