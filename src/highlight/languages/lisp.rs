//! The Lisp family: Clojure, Common Lisp, Emacs Lisp, Scheme and Racket.
//! In: forms or parts of them. Out: tokens. Tables; knows no other language. What heads a form is a function, since the
//! language itself has no other order.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Numbers, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static CLOJURE: Language = Language {
    id: "clojure",
    name: "Clojure",
    aliases: &["clj", "cljs", "cljc", "edn"],
    grammar: Grammar::Code(&CLOJURE_GRAMMAR),
};

pub(super) static LISP: Language = Language {
    id: "lisp",
    name: "Lisp",
    aliases: &["common-lisp", "commonlisp", "cl", "elisp", "emacs-lisp", "el"],
    grammar: Grammar::Code(&LISP_GRAMMAR),
};

pub(super) static SCHEME: Language = Language {
    id: "scheme",
    name: "Scheme",
    aliases: &["scm", "racket", "rkt", "guile"],
    grammar: Grammar::Code(&LISP_GRAMMAR),
};

static STRING: Text = Text::lines("\"");
static NAME: Text = Text::line("|");

static CLOJURE_GRAMMAR: Code = Code::new(&CLOJURE_TABLE);

static CLOJURE_TABLE: Table = Table {
    rules: &[
        Rule::comment(";"),
        Rule::text("\"", &STRING),
        Rule::text("#\"", &STRING),
        Rule::new("\\", Action::NamedChar),
        Rule::sigil(Class::Number, ":"),
        Rule::sigil(Class::Number, "::"),
        Rule::sigil(Class::Meta, "^"),
        Rule::new("#_", Action::Skip),
    ],
    words: &[
        Words::naming(Class::Function, "defn defn- defmacro defmulti defmethod deftest"),
        Words::naming(Class::Variable, "def defonce"),
        Words::naming(Class::Type, "ns defrecord deftype defprotocol"),
        Words::new(
            Class::Keyword,
            "and as-> binding case catch comment cond cond-> cond->> condp do doseq dotimes doto extend-type finally fn for \
             if if-let if-not if-some import in-ns let letfn loop new or quote recur reify require some-> some->> throw try \
             use var when when-let when-not while with-open -> ->>",
        ),
        Words::new(Class::Number, "true false nil"),
    ],
    word_bytes: "-+*/<>=!?.&%'",
    list_heads: true,
    numbers: Numbers { signed: true, ..Numbers::PLAIN },
    ..Table::EMPTY
};

static LISP_GRAMMAR: Code = Code::new(&LISP_TABLE);

static LISP_TABLE: Table = Table {
    rules: &[
        Rule::comment(";"),
        Rule::nested_comment("#|", "|#"),
        Rule::text("\"", &STRING),
        Rule::text("|", &NAME),
        Rule::new("#\\", Action::NamedChar),
        // Emacs's characters.
        Rule::new("?", Action::CharCode).only(At::OperandDue),
        Rule::sigil(Class::Number, ":"),
        Rule::sigil(Class::Number, "#:"),
        Rule::sigil(Class::Meta, "&"),
        Rule::sigil(Class::Number, "#"),
    ],
    words: &[
        Words::naming(
            Class::Function,
            "defun defmacro defgeneric defmethod defsubst define-syntax cl-defun define-minor-mode",
        ),
        Words::naming(Class::Variable, "defvar defparameter defconstant defconst defcustom"),
        Words::naming(Class::Type, "defclass defstruct defpackage"),
        Words::new(
            Class::Keyword,
            "and begin block call/cc case catch cond condition-case declare define define-record-type delay do dolist \
             dotimes else flet handler-case if in-package interactive labels lambda let let* let-syntax let-values \
             letrec letrec* loop match module multiple-value-bind or prog1 prog2 progn provide quasiquote quote require \
             return save-excursion set! setf setq syntax-rules tagbody throw unless unwind-protect use-package when while \
             with-open-file λ",
        ),
        Words::new(Class::Number, "nil t"),
    ],
    fold_case: true,
    ..CLOJURE_TABLE
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn clojure_knows_characters_and_keys() {
        assert_eq!(
            marked(
                "clojure",
                r#"(ns app.core (:require [clojure.string :as str])) ; note
(defn greet [name] (if (str/blank? name) \" (str "Hi \"" name #"a\"b" :key -1.5 \newline)))"#
            ),
            r#"(k(ns) t(app.core) (n(:require) [clojure.string n(:as) str])) c(; note)
(k(defn) f(greet) [name] (k(if) (f(str/blank?) name) s(\") (f(str) s("Hi \"") name s(#"a\"b") n(:key) n(-1.5) s(\newline))))"#
        );
    }

    #[test]
    fn lisp_nests_comments() {
        assert_eq!(
            marked(
                "lisp",
                r#"(defun add (a &optional (b 1)) "Doc \"x\"." (+ a b #\" 'sym)) ; note
#| a #| b |# c |# (let ((x :key)) (SETF x nil))"#
            ),
            r#"(k(defun) f(add) (f(a) m(&optional) (f(b) n(1))) s("Doc \"x\".") (f(+) a b s(#\") 'sym)) c(; note)
c(#| a #| b |# c |#) (k(let) ((f(x) n(:key))) (k(SETF) x n(nil)))"#
        );
    }

    #[test]
    fn scheme_is_a_lisp() {
        assert_eq!(
            marked("scheme", r#"(define (f x) (cond ((= x #t) "a") (else #\space))) ; note"#),
            r#"(k(define) (f(f) x) (k(cond) ((f(=) x n(#t)) s("a")) (k(else) s(#\space)))) c(; note)"#
        );
    }
}
