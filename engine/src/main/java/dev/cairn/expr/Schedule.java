package dev.cairn.expr;

import dev.cairn.expr.Expr.BinaryOp;
import dev.cairn.expr.Expr.UnaryOp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How expressions are cut into loops: in which order, over which rows.
///
/// The trees become one graph in which equal parts are one node. The graph is cut into loops short
/// enough for HotSpot to vectorise, which it does no more once a body is too long to be unrolled; a
/// call gets a loop of its own, so that the arithmetic around it stays vectorised. What passes
/// between loops is rows: first the inputs', then temporary ones, reused once read for the last
/// time.
///
/// @param rows how many there are: the inputs' first, then temporary ones
record Schedule(int rows, List<Loop> loops) {
  /// What a loop may weigh: its operations by [#cost], and two for each row that it reads. The
  /// longest that C2 still vectorises are best: "30 operations" of KernelTimings take 0.55 ns a
  /// pixel with 28, 0.8 with 26, 0.9 with 20, 1.1 in one loop; "where" 1.4 with 28, 2.1 with 30.
  private static final int MAX_WEIGHT = 28;

  /// One loop: computes `root` from rows.
  ///
  /// @param leaves the row of each node that it reads
  record Loop(Node root, Map<Node, Integer> leaves, Target target) {}

  /// Where a loop's results go.
  sealed interface Target {
    record Row(int row) implements Target {}

    record Output(int output) implements Target {}
  }

  /// A value of the graph; compared by identity.
  static final class Node {
    final Op op;
    final List<Node> operands;
    private int uses;
    private boolean cut;

    private Node(Op op, List<Node> operands) {
      this.op = op;
      this.operands = operands;
    }

    private boolean isLeaf() {
      return op instanceof Op.Input || op instanceof Op.Literal;
    }
  }

  sealed interface Op {
    record Input(int input) implements Op {}

    record Literal(double value) implements Op {}

    record One(UnaryOp op) implements Op {}

    record Two(BinaryOp op) implements Op {}

    record Choose() implements Op {}

    /// The operand where it is finite, else no value.
    record Finite() implements Op {}

    /// The operand times itself.
    record Square() implements Op {}
  }

  /// @param outputs what is computed, by the number of the output
  /// @param inputs the row of each input's values
  static Schedule of(Map<Integer, Expr> outputs, Map<String, Integer> inputs) {
    return new Builder(inputs).build(outputs);
  }

  /// True where the operation is emitted as a call.
  private static boolean isCall(Op op) {
    return switch (op) {
      case Op.One(UnaryOp one) ->
          switch (one) {
            case LOG, LOG10, EXP, SIN, COS, TAN -> true;
            case NEGATE, NOT, ABS, SQRT, FLOOR, CEIL, ROUND, IS_VALID -> false;
          };
      case Op.Two(BinaryOp two) ->
          two == BinaryOp.MODULO || two == BinaryOp.POWER || two == BinaryOp.ATAN2;
      case Op.Choose _ -> true;
      case Op.Input _, Op.Literal _, Op.Finite _, Op.Square _ -> false;
    };
  }

  /// Instructions that the operation takes, about.
  private static int cost(Op op) {
    return switch (op) {
      case Op.Input _, Op.Literal _ -> 0;
      case Op.One(UnaryOp one) ->
          switch (one) {
            case NEGATE, ABS, SQRT -> 1;
            case FLOOR, CEIL, ROUND -> 4;
            case NOT, IS_VALID -> 6;
            case LOG, LOG10, EXP, SIN, COS, TAN -> 1;
          };
      case Op.Two(BinaryOp two) ->
          switch (two) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MIN, MAX -> 1;
            case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> 8;
            case AND, OR -> 10;
            case MODULO, POWER, ATAN2 -> 1;
          };
      case Op.Choose _, Op.Square _ -> 1;
      case Op.Finite _ -> 2;
    };
  }

  private static final class Builder {
    private record Key(Op op, List<Integer> operands) {}

    private final Map<String, Integer> inputs;
    private final Map<Key, Node> unique = new HashMap<>();
    private final Map<Node, Integer> numbers = new HashMap<>();

    /// Operands before what uses them.
    private final List<Node> nodes = new ArrayList<>();

    Builder(Map<String, Integer> inputs) {
      this.inputs = inputs;
    }

    Schedule build(Map<Integer, Expr> outputs) {
      var outputsOf = new HashMap<Node, List<Integer>>();
      outputs.forEach(
          (k, e) -> {
            Node root = finite(node(e));
            root.uses++;
            outputsOf.computeIfAbsent(root, _ -> new ArrayList<>()).add(k);
          });
      var planned = new ArrayList<Planned>();
      for (Node n : nodes) {
        decideCuts(n);
        if (n.uses == 1 && outputsOf.containsKey(n)) {
          n.cut = false;
        }
      }
      for (Node n : nodes) {
        if (n.cut) {
          planned.add(new Planned(n, leavesWithin(n), Optional.empty()));
        }
        for (int k : outputsOf.getOrDefault(n, List.of())) {
          Set<Node> leaves = n.cut || n.op instanceof Op.Input ? Set.of(n) : leavesWithin(n);
          planned.add(new Planned(n, leaves, Optional.of(k)));
        }
      }
      return assignRows(planned);
    }

    /// A loop before it is known which rows it uses.
    private record Planned(Node root, Set<Node> leaves, Optional<Integer> output) {}

    private Schedule assignRows(List<Planned> planned) {
      var readsLeft = new HashMap<Node, Integer>();
      planned.forEach(p -> p.leaves().forEach(leaf -> readsLeft.merge(leaf, 1, Integer::sum)));
      var rowOf = new HashMap<Node, Integer>();
      var free = new ArrayDeque<Integer>();
      int rows = inputs.size();
      var loops = new ArrayList<Loop>();
      for (Planned p : planned) {
        var leaves = new LinkedHashMap<Node, Integer>();
        for (Node leaf : p.leaves()) {
          int row = leaf.op instanceof Op.Input(int input) ? input : rowOf.getOrDefault(leaf, -1);
          leaves.put(leaf, row);
          if (readsLeft.merge(leaf, -1, Integer::sum) == 0 && row >= inputs.size()) {
            free.push(row);
          }
        }
        Target target;
        if (p.output().isPresent()) {
          target = new Target.Output(p.output().get());
        } else {
          int row = free.isEmpty() ? rows++ : free.pop();
          rowOf.put(p.root(), row);
          target = new Target.Row(row);
        }
        loops.add(new Loop(p.root(), leaves, target));
      }
      return new Schedule(rows, List.copyOf(loops));
    }

    // ---- the graph ----

    private Node node(Expr e) {
      return switch (e) {
        case Expr.Constant(double value) -> unique(new Op.Literal(value));
        case Expr.BandRef(String name) -> unique(new Op.Input(inputs.getOrDefault(name, -1)));
        case Expr.Unary(UnaryOp op, Expr operand) -> unary(op, operand);
        case Expr.Binary(BinaryOp op, Expr left, Expr right) -> binary(op, left, right);
        case Expr.Where(Expr condition, Expr then, Expr otherwise) ->
            unique(
                new Op.Choose(),
                finite(node(condition)),
                finite(node(then)),
                finite(node(otherwise)));
      };
    }

    private Node unary(UnaryOp op, Expr operand) {
      return switch (op) {
        case NEGATE, ABS, SQRT, FLOOR, CEIL, ROUND -> unique(new Op.One(op), node(operand));
        case NOT, LOG, LOG10, EXP, SIN, COS, TAN, IS_VALID ->
            unique(new Op.One(op), finite(node(operand)));
      };
    }

    private Node binary(BinaryOp op, Expr left, Expr right) {
      return switch (op) {
        case ADD, SUBTRACT, MULTIPLY -> unique(new Op.Two(op), node(left), node(right));
        case DIVIDE -> unique(new Op.Two(op), node(left), finite(node(right)));
        case POWER -> power(left, right);
        case MODULO,
            LESS,
            LESS_EQUAL,
            GREATER,
            GREATER_EQUAL,
            EQUAL,
            NOT_EQUAL,
            AND,
            OR,
            MIN,
            MAX,
            ATAN2 ->
            unique(new Op.Two(op), finite(node(left)), finite(node(right)));
      };
    }

    private Node power(Expr base, Expr exponent) {
      if (exponent instanceof Expr.Constant(double value)) {
        if (value == 2) {
          return unique(new Op.Square(), node(base));
        } else if (value == 0.5) {
          return unique(new Op.One(UnaryOp.SQRT), node(base));
        } else if (value == -1) {
          return unique(new Op.Two(BinaryOp.DIVIDE), unique(new Op.Literal(1)), finite(node(base)));
        }
      }
      return unique(new Op.Two(BinaryOp.POWER), finite(node(base)), finite(node(exponent)));
    }

    /// Every operation's result is finite or none. Through sums, products and the like infinity
    /// stays not finite, so that one check does for a chain of them, before an operation that would
    /// make a number of it again.
    private Node finite(Node n) {
      return mayBeInfinite(n) ? unique(new Op.Finite(), n) : n;
    }

    private static boolean mayBeInfinite(Node n) {
      return switch (n.op) {
        case Op.Input _, Op.Literal _, Op.Choose _, Op.Finite _ -> false;
        case Op.Square _ -> true;
        case Op.One(UnaryOp op) ->
            switch (op) {
              case NEGATE, ABS, SQRT, FLOOR, CEIL, ROUND -> mayBeInfinite(n.operands.getFirst());
              case NOT, LOG, LOG10, EXP, SIN, COS, TAN, IS_VALID -> false;
            };
        case Op.Two(BinaryOp op) ->
            switch (op) {
              case ADD, SUBTRACT, MULTIPLY, DIVIDE -> true;
              case MODULO,
                  POWER,
                  LESS,
                  LESS_EQUAL,
                  GREATER,
                  GREATER_EQUAL,
                  EQUAL,
                  NOT_EQUAL,
                  AND,
                  OR,
                  MIN,
                  MAX,
                  ATAN2 ->
                  false;
            };
      };
    }

    private Node unique(Op op, Node... operands) {
      var key = new Key(op, Arrays.stream(operands).map(numbers::get).toList());
      return unique.computeIfAbsent(
          key,
          _ -> {
            var made = new Node(op, List.of(operands));
            made.operands.forEach(n -> n.uses++);
            numbers.put(made, nodes.size());
            nodes.add(made);
            return made;
          });
    }

    // ---- the cuts ----

    private static void decideCuts(Node n) {
      if (n.isLeaf()) {
        return;
      }
      n.cut = n.uses > 1;
      if (isCall(n.op)) {
        n.cut = true;
        n.operands.forEach(o -> o.cut = !o.isLeaf());
        return;
      }
      while (weight(n) > MAX_WEIGHT) {
        Node largest = n;
        for (Node o : n.operands) {
          if (!o.cut && !o.isLeaf() && (largest == n || weight(o) > weight(largest))) {
            largest = o;
          }
        }
        if (largest == n) {
          return;
        }
        largest.cut = true;
      }
    }

    private static int weight(Node n) {
      return costWithin(n) + 2 * leavesWithin(n).size();
    }

    private static int costWithin(Node n) {
      int cost = cost(n.op);
      for (Node o : n.operands) {
        cost += o.cut ? 0 : costWithin(o);
      }
      return cost;
    }

    /// The nodes whose rows a loop for `root` reads.
    private static Set<Node> leavesWithin(Node root) {
      var leaves = new LinkedHashSet<Node>();
      addLeaves(root, leaves);
      return leaves;
    }

    private static void addLeaves(Node n, Set<Node> leaves) {
      for (Node o : n.operands) {
        if (o.cut || o.op instanceof Op.Input) {
          leaves.add(o);
        } else {
          addLeaves(o, leaves);
        }
      }
    }
  }
}
