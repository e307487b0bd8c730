package dev.trustconnect.testing.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Everything public has Javadoc, and so has every package.
 *
 * <p>A module takes part by a test class that extends this one. Whether the Javadoc is well-formed,
 * javac's doclint says. Not asked for: what overrides, a constant of an enum, a record's canonical
 * form, and members of a type that isn't public.
 */
@Tag("house")
public abstract class JavadocRules {

  @Test
  void everythingPublicIsDocumented() throws IOException {
    assertThat(undocumented())
        .as(
            "public without Javadoc (first sentence: what you get or what happens), in %s",
            ModuleUnderTest.name())
        .isEmpty();
  }

  private static List<String> undocumented() throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        javac.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      var sources =
          files.getJavaFileObjectsFromPaths(ModuleUnderTest.filesBelow("src/main/java", ".java"));
      JavacTask task =
          (JavacTask) javac.getTask(null, files, null, List.of("-proc:none"), null, sources);
      Scan scan = new Scan(DocTrees.instance(task));
      for (CompilationUnitTree unit : task.parse()) {
        scan.scan(unit, null);
      }
      return scan.missing;
    }
  }

  /** Walks one file after the other and notes what has no comment. */
  private static final class Scan extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final DocTrees docs;
    private final List<String> missing = new ArrayList<>();

    Scan(DocTrees docs) {
      this.docs = docs;
    }

    @Override
    public @Nullable Void visitPackage(PackageTree tree, @Nullable Void none) {
      if (getCurrentPath()
          .getCompilationUnit()
          .getSourceFile()
          .getName()
          .endsWith("package-info.java")) {
        require(tree.getPackageName().toString());
      }
      return null;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void none) {
      if (!isShown(tree.getModifiers(), getCurrentPath())) {
        return null;
      }
      require(tree.getSimpleName().toString());
      return super.visitClass(tree, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void none) {
      boolean overrides =
          tree.getModifiers().getAnnotations().stream()
              .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
      if (isShown(tree.getModifiers(), getCurrentPath()) && !overrides && !isCompact(tree)) {
        require(tree.getName().toString());
      }
      return null; // what is inside a method is its own business
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void none) {
      boolean constant = enclosing(getCurrentPath()).getKind() == Tree.Kind.ENUM;
      boolean component = enclosing(getCurrentPath()).getKind() == Tree.Kind.RECORD;
      boolean isStatic = tree.getModifiers().getFlags().contains(Modifier.STATIC);
      if (isShown(tree.getModifiers(), getCurrentPath()) && !constant && (!component || isStatic)) {
        require(tree.getName().toString());
      }
      return null;
    }

    /** A record's canonical constructor: its components are documented at the record. */
    private boolean isCompact(MethodTree tree) {
      return tree.getReturnType() == null
          && enclosing(getCurrentPath()).getKind() == Tree.Kind.RECORD;
    }

    private static boolean isShown(ModifiersTree modifiers, TreePath path) {
      Tree outer = path.getParentPath().getLeaf();
      boolean implicitly =
          outer.getKind() == Tree.Kind.INTERFACE
              && !modifiers.getFlags().contains(Modifier.PRIVATE);
      return implicitly
          || modifiers.getFlags().contains(Modifier.PUBLIC)
          || modifiers.getFlags().contains(Modifier.PROTECTED);
    }

    private static Tree enclosing(TreePath path) {
      return path.getParentPath().getLeaf();
    }

    private void require(String name) {
      String comment = docs.getDocComment(getCurrentPath());
      if (comment == null || comment.isBlank()) {
        var unit = getCurrentPath().getCompilationUnit();
        long at = docs.getSourcePositions().getStartPosition(unit, getCurrentPath().getLeaf());
        missing.add(
            ModuleUnderTest.file("").relativize(Path.of(unit.getSourceFile().getName()))
                + ":"
                + unit.getLineMap().getLineNumber(at)
                + " "
                + name);
      }
    }
  }
}
