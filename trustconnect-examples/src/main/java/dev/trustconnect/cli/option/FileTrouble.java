package dev.trustconnect.cli.option;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Describes why a file couldn't be read: the JDK's messages are often only the file's name. */
public final class FileTrouble {
  private FileTrouble() {}

  public static String inWords(IOException trouble) {
    if (trouble instanceof NoSuchFileException || trouble instanceof FileNotFoundException) {
      return "no such file";
    }
    if (trouble instanceof AccessDeniedException) {
      return "not readable for this user";
    }
    if (trouble instanceof CharacterCodingException) {
      return "not a text file in UTF-8";
    }
    if (trouble instanceof FileSystemException named && named.getReason() != null) {
      return named.getReason(); // the message repeats a file's name
    }
    return String.valueOf(trouble.getMessage());
  }
}
